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
        Assert.Null(await store.VerifyAsync("nobody", "wrong", CancellationToken.None)); // makes nobody's hash

        long known = CostOf(store, "alice");

        // Half of it: a hash takes tens of milliseconds, all else microseconds.
        Assert.InRange(CostOf(store, "nobody"), known / 2, long.MaxValue);
        Assert.InRange(CostOf(store, "bob"), known / 2, long.MaxValue);
    }

    /// <summary>What a verification costs this thread: the least of some, in nanoseconds of processor time, which others on this machine don't add to.</summary>
    private static long CostOf(FileUserStore store, string name) => Enumerable.Range(0, 3).Min(_ =>
    {
        long before = ProcessorTime();
        ValueTask<StoredUser?> verifying = store.VerifyAsync(name, "wrong", CancellationToken.None);
        long after = ProcessorTime();
        Assert.True(verifying.IsCompleted); // on this thread, that is
        Assert.Null(verifying.Result);
        return after - before;
    });

    /// <summary>proc_pid_schedstat: the first number is the time that the thread has run.</summary>
    private static long ProcessorTime() =>
        long.Parse(File.ReadAllText("/proc/thread-self/schedstat").Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture);

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
        var passwords = new PasswordVerifier(store, options, TimeProvider.System, NullLogger<PasswordVerifier>.Instance);
        IRequestScheme[] schemes = options.Schemes.Contains(AuthenticationScheme.Basic)
            ? [new BasicScheme(passwords, new LoginThrottle(TimeProvider.System), options, options.ToAccountNames())]
            : [];
        return new RequestAuthenticator(
            options, schemes, store, new AuthenticationCounters(),
            new UntrustedFrontEnds(NullLogger<UntrustedFrontEnds>.Instance), TimeProvider.System, NullLogger<RequestAuthenticator>.Instance);
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
