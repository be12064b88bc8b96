using System.Diagnostics;
using System.Net;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using RpcHttpProxy.Edge;
using RpcHttpProxy.Edge.Authentication;
using RpcHttpProxy.Edge.Principals;
using RpcHttpProxy.Hosting.Authentication;
using RpcHttpProxy.Hosting.Tests.Edge;
using RpcHttpProxy.Hosting.Tests.Wire;
using RpcHttpProxy.TestKit;

namespace RpcHttpProxy.Hosting.Tests.Authentication;

/// <summary>Who is asked what where: on addresses that a test on loopback can't be reached at.</summary>
public class RequestAuthenticatorTests
{
    [Theory]
    [InlineData("127.0.0.1", null)]
    [InlineData("127.9.9.9", null)]
    [InlineData("::1", null)]
    [InlineData("::ffff:127.0.0.1", null)]
    [InlineData("203.0.113.7", 403)]
    [InlineData("2001:db8::7", 403)]
    [InlineData("::ffff:203.0.113.7", 403)]
    public async Task Where_nobody_is_asked_only_loopback_addresses_are_served(string local, int? status)
    {
        EdgeRequest request = Request(local, isEncrypted: true, new SentHeaders());

        AuthenticationResult result = await Authenticator(new AuthenticationOptions(), new CountingStore()).AuthenticateAsync(request, default);

        Assert.Equal(status, StatusOf(result));
        Assert.False((result as AuthenticationResult.Accepted)?.User.Identity?.IsAuthenticated ?? false);
    }

    [Theory]
    [InlineData("203.0.113.7", false, false, 403)]
    [InlineData("203.0.113.7", true, false, null)]
    [InlineData("203.0.113.7", false, true, null)]
    [InlineData("127.0.0.1", false, false, null)]
    public async Task A_password_in_the_clear_from_elsewhere_is_not_even_looked_at(string local, bool isEncrypted, bool allowsPlaintext, int? status)
    {
        var store = new CountingStore();
        var options = new AuthenticationOptions { Schemes = [AuthenticationScheme.Basic], AllowPlaintextBasic = allowsPlaintext };
        EdgeRequest request = Request(
            local, isEncrypted, new SentHeaders { ["Authorization"] = $"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes("alice:right"))}" });

        AuthenticationResult result = await Authenticator(options, store).AuthenticateAsync(request, default);

        Assert.Equal(status, StatusOf(result));
        Assert.Equal(status is null ? 1 : 0, store.Asked);
        Assert.Equal(status is null ? "alice" : null, (result as AuthenticationResult.Accepted)?.User.Identity?.Name);
    }

    [Fact]
    [Trait(Category.Name, Category.Slow)]
    public async Task An_unknown_name_costs_a_hash_too()
    {
        using var folder = new ScratchFolder();
        UserFile.Change(folder["users"], users =>
        {
            users.Put(UserEntry.WithPassword("alice", "right", []));
            users.Put(new UserEntry("bob", null, []));
        });
        using var store = new FileUserStore(folder["users"], new AuthenticationOptions(), new FakeTimeProvider(), NullLogger<FileUserStore>.Instance);
        await store.VerifyAsync("nobody", "wrong", CancellationToken.None); // makes nobody's hash

        TimeSpan known = await FastestAsync(store, "alice");

        // The least of some, and half of it: a hash takes tens of milliseconds, all else microseconds.
        Assert.True(await FastestAsync(store, "nobody") > known / 2);
        Assert.True(await FastestAsync(store, "bob") > known / 2);
    }

    private static async Task<TimeSpan> FastestAsync(FileUserStore store, string name)
    {
        TimeSpan least = TimeSpan.MaxValue;
        for (int i = 0; i < 3; i++)
        {
            long start = Stopwatch.GetTimestamp();
            Assert.Null(await store.VerifyAsync(name, "wrong", CancellationToken.None));
            TimeSpan taken = Stopwatch.GetElapsedTime(start);
            least = taken < least ? taken : least;
        }

        return least;
    }

    private static int? StatusOf(AuthenticationResult result) => (int?)(result as AuthenticationResult.Refused)?.Refusal.Status;

    private static EdgeRequest Request(string local, bool isEncrypted, SentHeaders headers) => new()
    {
        Method = "RPC_IN_DATA",
        Path = "/rpc/rpcproxy.dll",
        Headers = headers,
        Connection = new EdgeConnection(),
        LocalAddress = IPAddress.Parse(local),
        PeerAddress = IPAddress.Parse("203.0.113.9"),
        IsEncrypted = isEncrypted,
    };

    private static RequestAuthenticator Authenticator(AuthenticationOptions options, IUserStore store)
    {
        var passwords = new PasswordVerifier(store, options, TimeProvider.System, new AuthenticationLog(TimeProvider.System, NullLogger.Instance));
        IRequestScheme[] schemes = options.Schemes.Contains(AuthenticationScheme.Basic)
            ? [new BasicScheme(passwords, new LoginThrottle(TimeProvider.System), options, options.ToAccountNames())]
            : [];
        return new RequestAuthenticator(
            options, schemes, store, new AuthenticationCounters(),
            new UntrustedFrontEnds(NullLogger<UntrustedFrontEnds>.Instance), new AuthenticationLog(TimeProvider.System, NullLogger.Instance));
    }

    private sealed class CountingStore : IUserStore
    {
        public int Asked { get; private set; }

        public long Version => 0;

        public ValueTask<StoredUser?> VerifyAsync(string name, string password, CancellationToken cancellation)
        {
            Asked++;
            return ValueTask.FromResult<StoredUser?>(new StoredUser(name, []));
        }

        public StoredUser? Find(Principal principal) => new(principal.ToString(), []);
    }
}
