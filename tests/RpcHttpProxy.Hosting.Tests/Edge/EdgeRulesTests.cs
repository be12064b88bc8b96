using System.Text;
using RpcHttpProxy.Core;
using RpcHttpProxy.Edge;
using RpcHttpProxy.Edge.Authentication;
using RpcHttpProxy.Edge.Principals;
using RpcHttpProxy.TestKit;

namespace RpcHttpProxy.Hosting.Tests.Edge;

/// <summary>What becomes of a request, by the rules alone; <see cref="RequestRulesTests"/> has the same on the wire.</summary>
public class EdgeRulesTests
{
    private const long GiB = 1L << 30;

    private static readonly TimeSpan _soon = TimeSpan.FromSeconds(30);

    // [rpch 3.2/1-2]
    [Theory]
    [InlineData("RPC_IN_DATA", 0, null, "echo InboundProxy")]
    [InlineData("RPC_OUT_DATA", 16, "?s:1", "echo OutboundProxy")]
    [InlineData("RPC_IN_DATA", 17, "?s:1", "carry ClientIn s:1")]
    [InlineData("RPC_OUT_DATA", 17, "?s:1", "HTTP/1.1 400 Bad Request")]
    [InlineData("RPC_OUT_DATA", 75, "?s:1", "HTTP/1.1 400 Bad Request")]
    [InlineData("RPC_OUT_DATA", 76, "?s:1", "carry ClientOut s:1")]
    [InlineData("RPC_IN_DATA", GiB, "?s:1", "carry ClientIn s:1")]
    [InlineData("RPC_IN_DATA", GiB, "?other:1", "HTTP/1.0 503 RPC Error: 5")]
    [InlineData("RPC_IN_DATA", GiB, "?55cb32b9-1c5c-4a7e-9c0e-5f3d2b1a0c9d@contoso.example:6001", "HTTP/1.0 503 RPC Error: 5")]
    [InlineData("RPC_IN_DATA", GiB, null, "HTTP/1.1 400 Bad Request")]
    [InlineData("RPC_IN_DATA", -1, "?s:1", "HTTP/1.1 400 Bad Request")]
    [InlineData("GET", -1, null, "HTTP/1.1 405 Method Not Allowed")]
    [InlineData("rpc_in_data", 0, null, "HTTP/1.1 501 Not Implemented")]
    [InlineData("CONNECT", 0, null, "HTTP/1.1 501 Not Implemented")]
    public void A_request_is_what_its_method_its_length_and_its_query_say(string method, long length, string? query, string expected)
    {
        using var rules = new RulesUnderTest(new ProxyOptions { AllowedTargets = ["s:1"] });

        EdgeDecision decision = rules.Decide(RulesUnderTest.Request(method, length < 0 ? null : length, query));

        Assert.Equal(expected, Words(decision));
    }

    // [rpch 2.1.2.1.6/6] where a status code tells an error, 2.1.2.1.6 allows another
    [Theory]
    [InlineData(false, false, null)]
    [InlineData(true, false, CloseReason.Shutdown)]
    [InlineData(true, true, null)] // what GSSAPI proved holds for the connection: its next request may be a successor
    public void An_echo_while_the_process_drains_tells_what_a_new_connection_would_be_told(bool isDraining, bool isProved, CloseReason? refusal)
    {
        using var rules = new RulesUnderTest { IsDraining = isDraining };
        var connection = new EdgeConnection();
        if (isProved)
        {
            connection.MakeIdentity().End(PrincipalIdentity.Anonymous);
        }

        var echo = Assert.IsType<EdgeDecision.Echo>(rules.Decide(RulesUnderTest.Request("RPC_IN_DATA", 0, connection: connection)));

        Assert.Equal(refusal, echo.Refusal);
        Assert.Equal(refusal is { } reason ? [(RoleName.InboundProxy, reason)] : [], rules.Refusals);
    }

    [Fact]
    public void A_path_that_is_none_of_ours_is_refused_whatever_else_is_asked()
    {
        using var rules = new RulesUnderTest();

        Assert.Equal("HTTP/1.1 404 Not Found", Words(rules.Rules.RefusePath(RulesUnderTest.Request("RPC_IN_DATA", 0, path: "/"))));
    }

    [Theory]
    [InlineData(null)]
    [InlineData(5L)]
    public void A_Transfer_Encoding_is_refused_with_or_without_a_length(long? length)
    {
        using var rules = new RulesUnderTest();
        var headers = new SentHeaders { ["transfer-encoding"] = "chunked" };

        Assert.Equal("HTTP/1.1 400 Bad Request", Words(rules.Decide(RulesUnderTest.Request("RPC_IN_DATA", length, headers: headers))));
    }

    [Fact]
    public void HTTP_2_has_no_connection_to_give_away()
    {
        using var rules = new RulesUnderTest();
        var request = new EdgeRequest
        {
            Method = "RPC_IN_DATA",
            Path = "/rpc/rpcproxy.dll",
            Version = RequestVersion.Later,
            Headers = new SentHeaders(),
            Connection = new EdgeConnection(),
        };

        Assert.IsType<EdgeDecision.VersionNotSupported>(rules.Decide(request));
    }

    [Theory]
    [InlineData(null, true)]
    [InlineData(16L, true)]
    [InlineData(17L, false)] // in the middle of a body that nobody wants to read
    public void A_client_is_asked_on_the_same_connection_unless_it_is_in_the_middle_of_a_body(long? length, bool goesOn)
    {
        using var rules = new RulesUnderTest(new ProxyOptions { Authentication = { Schemes = [AuthenticationScheme.Basic] } });

        EdgeDecision decision = rules.Decide(RulesUnderTest.Request("RPC_OUT_DATA", length));

        Assert.Equal(goesOn ? "challenge Basic realm=\"RPC\", charset=\"UTF-8\"" : "HTTP/1.1 401 Unauthorized", Words(decision));
    }

    [Fact]
    public void A_channel_has_what_its_request_says()
    {
        using var rules = new RulesUnderTest(new ProxyOptions { AllowedTargets = ["s:1"], OutChannelLifetime = 200_000 });
        var headers = new SentHeaders { ["Pragma"] = new(["No-cache", "MinConnTimeout=300, Version=1"]) };

        var sent = (EdgeDecision.Carry)rules.Decide(RulesUnderTest.Request("RPC_OUT_DATA", 76, "?s:1", headers: headers));
        var received = (EdgeDecision.Carry)rules.Decide(RulesUnderTest.Request("RPC_IN_DATA", GiB, "?s:1", headers: headers));

        Assert.Equal((300_000u, 200_000, 76), (sent.MinConnTimeout, sent.Lifetime, sent.ContentLength));
        Assert.Equal((0u, GiB), (received.MinConnTimeout, received.ContentLength));
        Assert.Equal(RpcErrorLine(CloseReason.ServerUnreachable), sent.Failure(CloseReason.ServerUnreachable).Split("\r\n")[0]);
    }

    [Fact]
    public void A_channel_holds_its_clients_share_until_it_is_over_and_a_denied_one_until_it_is_answered()
    {
        using var rules = new RulesUnderTest(new ProxyOptions { AllowedTargets = ["s:1"], Limits = { MaxConnectionsPerAddress = 1, LimitLoopback = true } });
        EdgeRequest allowed = RulesUnderTest.Request("RPC_IN_DATA", GiB, "?s:1");
        EdgeRequest denied = RulesUnderTest.Request("RPC_IN_DATA", GiB, "?other:1");

        EdgeDecision first = rules.Decide(allowed);
        Assert.Equal("HTTP/1.0 503 RPC Error: 6bb", Words(rules.Decide(allowed)));
        first.Dispose();
        first.Dispose(); // gives back no other's share
        EdgeDecision second = rules.Decide(denied);
        Assert.Equal("HTTP/1.0 503 RPC Error: 5", Words(second));
        Assert.Equal("HTTP/1.0 503 RPC Error: 6bb", Words(rules.Decide(allowed)));
        second.Dispose();

        Assert.Equal("carry ClientIn s:1", Words(rules.Decide(allowed)));
        Assert.Equal([CloseReason.TooManyConnections, CloseReason.TargetDenied, CloseReason.TooManyConnections], rules.Refusals.Select(refusal => refusal.Reason));
    }

    [Fact]
    public async Task A_password_is_hashed_on_a_thread_of_its_own_and_once_it_is_known_nobody_waits()
    {
        var store = new HeldStore();
        using var rules = new RulesUnderTest(new ProxyOptions { Authentication = { Schemes = [AuthenticationScheme.Basic] } }, store);
        var headers = new SentHeaders { ["Authorization"] = $"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes("alice:right"))}" };

        ValueTask<EdgeDecision> deciding = rules.Rules.DecideAsync(RulesUnderTest.Request("RPC_IN_DATA", 0, headers: headers), CancellationToken.None);
        bool isSettled = deciding.IsCompleted;
        store.Release();
        EdgeDecision decision = await deciding.AsTask().WaitAsync(_soon);

        Assert.False(isSettled);
        Assert.False(store.WasInPool);
        Assert.Equal("alice", decision.User?.Identity?.Name);
        Assert.Equal("echo InboundProxy", Words(rules.Decide(RulesUnderTest.Request("RPC_IN_DATA", 0, headers: headers))));
    }

    [Fact]
    public async Task An_attempt_that_waits_for_its_turn_holds_up_nobody_and_ends_with_its_request()
    {
        var time = new ManualTime();
        using var rules = new RulesUnderTest(
            new ProxyOptions { Authentication = { Schemes = [AuthenticationScheme.Basic] } }, new HeldStore(isHeld: false), time);
        var headers = new SentHeaders { ["Authorization"] = $"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes("alice:wrong"))}" };
        EdgeRequest request = RulesUnderTest.Request("RPC_IN_DATA", 0, headers: headers);
        for (int i = 0; i < 4; i++)
        {
            await rules.Rules.DecideAsync(request, CancellationToken.None);
        }

        using var aborted = new CancellationTokenSource();
        ValueTask<EdgeDecision> deciding = rules.Rules.DecideAsync(request, aborted.Token);
        Assert.False(deciding.IsCompleted);
        await aborted.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => deciding.AsTask().WaitAsync(_soon));
    }

    private static string Words(EdgeDecision decision) => decision switch
    {
        EdgeDecision.Echo echo => $"echo {echo.Role}",
        EdgeDecision.Carry carry => $"carry {carry.Leg} {carry.Grant.Target}",
        EdgeDecision.Challenge challenge => $"challenge {string.Join(" | ", challenge.Challenges)}",
        EdgeDecision.Refuse refuse => refuse.Response.Split("\r\n")[0],
        _ => decision.GetType().Name,
    };

    private static string RpcErrorLine(CloseReason reason) => $"HTTP/1.0 503 RPC Error: {reason.ToRpcError():x}";

    /// <summary>Alice's password is right; verifying it takes until it is released.</summary>
    private sealed class HeldStore(bool isHeld = true) : IUserStore
    {
        private readonly TaskCompletionSource _released = new();

        public long Version => 0;

        public bool WasInPool { get; private set; }

        public void Release() => _released.SetResult();

        public async ValueTask<StoredUser?> VerifyAsync(string name, string password, CancellationToken cancellation)
        {
            WasInPool = Thread.CurrentThread.IsThreadPoolThread;
            await (isHeld ? _released.Task : Task.CompletedTask);
            return password == "right" ? new StoredUser(name, []) : null;
        }

        public StoredUser? Find(Principal principal) => principal.ToString() == "alice" ? new StoredUser("alice", []) : null;
    }
}
