using System.Net.Security;
using System.Text;
using RpcHttpProxy.Protocol;
using RpcHttpProxy.TestKit;

namespace RpcHttpProxy.Client.Tests.Authentication;

/// <summary>How a client says who it is, seen from the other end of the wire.</summary>
public sealed class AuthenticationTests : IDisposable
{
    private const int A1Length = 76;
    private const int B1Length = 104;
    private const string Success = "HTTP/1.1 200 Success\r\nContent-Length: 1073741824\r\n\r\n";
    private const string Unauthorized =
        "HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Negotiate, NTLM\r\nWWW-Authenticate: Basic realm=\"RPC\"\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";

    private readonly ScriptedProxy _inbound = new();
    private readonly ScriptedProxy _outbound = new();

    public void Dispose()
    {
        _inbound.Dispose();
        _outbound.Dispose();
    }

    [Fact]
    public async Task Basic_goes_with_the_channel_requests_themselves()
    {
        Task<RpcHttpConnection> opening = RpcHttpConnection.OpenAsync(Options(new(ProxyAuthentication.Basic, "LAB\\älice", "p:w")));
        using ScriptedExchange @in = await _inbound.AcceptRequestAsync();
        using ScriptedExchange @out = await _outbound.AcceptRequestAsync();

        string expected = "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes("LAB\\älice:p:w"));
        Assert.Equal((expected, "1073741824"), (@in.Header("Authorization"), @in.Header("Content-Length")));
        Assert.Equal((expected, "76"), (@out.Header("Authorization"), @out.Header("Content-Length")));
        await OpenedAsync(opening, @in, @out);
    }

    [PeerTheory("gss-ntlmssp")]
    [InlineData(ProxyAuthentication.Ntlm, "NTLM")]
    [InlineData(ProxyAuthentication.Negotiate, "Negotiate")]
    public async Task NTLM_takes_an_empty_request_first_and_its_last_message_goes_with_the_channel_request(
        ProxyAuthentication authentication, string scheme)
    {
        Task<RpcHttpConnection> opening = RpcHttpConnection.OpenAsync(Options(new(authentication, "LAB\\alice", "right")));
        using ScriptedExchange @in = await _inbound.AcceptRequestAsync();
        using ScriptedExchange @out = await AcceptRequestAsync(opening);
        var accepted = await Task.WhenAll(NtlmProxy.AcceptAsync(@in, scheme), NtlmProxy.AcceptAsync(@out, scheme));

        Assert.All(accepted, one => Assert.Equal((NegotiateAuthenticationStatusCode.Completed, "LAB\\alice"), (one.Status, one.Name)));
        Assert.All(accepted, one => Assert.Equal(2, one.Heads.Count));
        Assert.All(accepted, one => Assert.Contains("\r\nContent-Length: 0\r\n", one.Heads[0], StringComparison.Ordinal));
        Assert.StartsWith("RPC_IN_DATA /rpc/rpcproxy.dll?server.example:6001 ", accepted[0].Heads[0], StringComparison.Ordinal);
        Assert.Contains("\r\nContent-Length: 1073741824\r\n", accepted[0].Heads[1], StringComparison.Ordinal);
        Assert.Contains("\r\nContent-Length: 76\r\n", accepted[1].Heads[1], StringComparison.Ordinal);
        await OpenedAsync(opening, @in, @out);
    }

    [PeerFact("gss-ntlmssp")]
    public async Task A_wrong_password_is_an_authentication_error_that_never_shows_it()
    {
        ProxyCredentials credentials = new(ProxyAuthentication.Ntlm, "LAB\\alice", "wrong-secret");
        Task<RpcHttpConnection> opening = RpcHttpConnection.OpenAsync(Options(credentials));
        using ScriptedExchange @in = await _inbound.AcceptRequestAsync();
        using ScriptedExchange @out = await AcceptRequestAsync(opening);
        var accepted = await NtlmProxy.AcceptAsync(@out, "NTLM");
        await @out.WriteAsync(Unauthorized);
        @out.Finish();

        Assert.NotEqual(NegotiateAuthenticationStatusCode.Completed, accepted.Status);
        var refused = await Assert.ThrowsAsync<RpcHttpAuthenticationException>(() => opening.WaitAsync(ScriptedExchange.Patience));
        @in.Finish(); // not before: what comes on another connection may overtake the 401
        Assert.Equal(401, refused.StatusCode);
        Assert.Equal(["Negotiate", "NTLM", "Basic"], refused.OfferedSchemes);
        Assert.Contains("NTLM as LAB\\alice", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", refused.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    [Trait(Category.Name, Category.Slow)]
    public async Task A_401_tells_who_asks_and_what_it_would_take(bool onIn)
    {
        Task<RpcHttpConnection> opening = RpcHttpConnection.OpenAsync(Options(credentials: null));
        using ScriptedExchange @in = await _inbound.AcceptRequestAsync();
        using ScriptedExchange @out = await _outbound.AcceptRequestAsync();

        await (onIn ? @in : @out).WriteAsync(Unauthorized);

        var refused = await Assert.ThrowsAsync<RpcHttpAuthenticationException>(() => opening.WaitAsync(ScriptedExchange.Patience));
        Assert.Equal(["Negotiate", "NTLM", "Basic"], refused.OfferedSchemes);
        Assert.Contains(onIn ? "inbound proxy" : "outbound proxy", refused.Message, StringComparison.Ordinal);
        Assert.Contains("offered: Negotiate, NTLM, Basic", refused.Message, StringComparison.Ordinal);
        Assert.Contains("without credentials", refused.Message, StringComparison.Ordinal);
    }

    [PeerTheory("gss-ntlmssp")]
    [InlineData("HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Basic realm=\"RPC\"\r\nContent-Length: 0\r\n\r\n", "doesn't take NTLM as alice")]
    [InlineData("HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: NTLM\r\nContent-Length: 0\r\n\r\n", "doesn't take NTLM as alice")]
    [InlineData("HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: NTLM !!!\r\nContent-Length: 0\r\n\r\n", "doesn't take NTLM as alice")]
    [InlineData("HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: NTLM YWJj\r\nContent-Length: 0\r\n\r\n", "NTLM")]
    [InlineData("HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: NTLM YWJj\r\nConnection: close\r\nContent-Length: 0\r\n\r\n", "in the middle of NTLM")]
    [InlineData("HTTP/1.0 401 Unauthorized\r\nWWW-Authenticate: NTLM YWJj\r\nContent-Length: 0\r\n\r\n", "in the middle of NTLM")]
    [InlineData("HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: NTLM YWJj\r\nTransfer-Encoding: chunked\r\n\r\n", "in the middle of NTLM")]
    [InlineData("HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: NTLM YWJj\r\nContent-Length: 9999999\r\n\r\n", "in the middle of NTLM")]
    public async Task An_answer_that_NTLM_cannot_go_on_with_is_an_authentication_error(string answer, string text)
    {
        Task<RpcHttpConnection> opening = RpcHttpConnection.OpenAsync(Options(new(ProxyAuthentication.Ntlm, "alice", "secret")));
        using ScriptedExchange @in = await _inbound.AcceptRequestAsync();

        await @in.WriteAsync(answer);

        var refused = await Assert.ThrowsAsync<RpcHttpAuthenticationException>(() => opening.WaitAsync(ScriptedExchange.Patience));
        Assert.Contains(text, refused.Message, StringComparison.Ordinal);
    }

    [PeerFact("gss-ntlmssp")]
    public async Task A_503_in_the_middle_of_NTLM_is_no_authentication_error()
    {
        Task<RpcHttpConnection> opening = RpcHttpConnection.OpenAsync(Options(new(ProxyAuthentication.Ntlm, "alice", "secret")));
        using ScriptedExchange @in = await _inbound.AcceptRequestAsync();

        await @in.WriteAsync("HTTP/1.1 503 RPC Error: 6bb\r\nContent-Length: 0\r\n\r\n");

        var refused = await Assert.ThrowsAsync<RpcHttpOpenException>(() => opening.WaitAsync(ScriptedExchange.Patience));
        Assert.Contains("RPC_S_SERVER_TOO_BUSY", refused.Message, StringComparison.Ordinal);
    }

    [PeerFact("gss-ntlmssp")]
    public async Task A_proxy_that_answers_an_empty_request_with_an_echo_asks_nobody()
    {
        Task<RpcHttpConnection> opening = RpcHttpConnection.OpenAsync(Options(new(ProxyAuthentication.Ntlm, "alice", "secret")));
        using ScriptedExchange @in = await _inbound.AcceptRequestAsync();
        using ScriptedExchange @out = await AcceptRequestAsync(opening);
        foreach (ScriptedExchange exchange in (ScriptedExchange[])[@in, @out])
        {
            await exchange.WriteAsync("HTTP/1.1 200 Success\r\nContent-Length: 20\r\n\r\n");
            await exchange.WriteAsync(RtsPdus.Echo());
            await exchange.ReadHeadAsync();
            Assert.Equal("", exchange.Header("Authorization"));
        }

        await OpenedAsync(opening, @in, @out);
    }

    [Fact]
    public async Task Basic_is_never_sent_where_others_can_read_it()
    {
        var options = Options(new(ProxyAuthentication.Basic, "alice", "secret")) with { OutboundProxy = new Uri("http://proxy.example") };

        var refused = await Assert.ThrowsAsync<ArgumentException>(() => RpcHttpConnection.OpenAsync(options));

        Assert.Contains("https:// is needed", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", options.ToString(), StringComparison.Ordinal);
    }

    private RpcHttpConnectionOptions Options(ProxyCredentials? credentials) => new()
    {
        InboundProxy = _inbound.Url,
        OutboundProxy = _outbound.Url,
        Server = "server.example:6001",
        Credentials = credentials,
    };

    /// <summary>The OUT request, which comes while the IN channel is being authenticated, or after.</summary>
    private async Task<ScriptedExchange> AcceptRequestAsync(Task opening)
    {
        Task<ScriptedExchange> accepting = _outbound.AcceptRequestAsync();
        await Task.WhenAny(accepting, opening);
        return await accepting;
    }

    /// <summary>Takes CONN/A1 and CONN/B1, and opens the connection.</summary>
    private static async Task OpenedAsync(Task<RpcHttpConnection> opening, ScriptedExchange @in, ScriptedExchange @out)
    {
        await @out.ReadPduAsync(A1Length);
        await @in.ReadPduAsync(B1Length);
        await @out.WriteAsync(Success);
        await @out.WriteAsync(RtsPdus.CONN_A3(900_000));
        await @out.WriteAsync(RtsPdus.CONN_C2(65_536, 900_000));
        RpcHttpConnection connection = await opening.WaitAsync(ScriptedExchange.Patience);
        Task closing = connection.DisposeAsync().AsTask();
        @in.Finish();
        @out.Finish();
        await closing.WaitAsync(ScriptedExchange.Patience);
    }
}
