using System.Diagnostics;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using RpcHttpProxy.Hosting.Authentication;
using RpcHttpProxy.Hosting.Limits;
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
        DefaultHttpContext context = Request(local, isEncrypted: true);

        Refusal? refusal = await Authenticator(new ProxyOptions(), new CountingStore()).AuthenticateAsync(context);

        Assert.Equal(status, refusal?.Status);
        Assert.False(context.User.Identity?.IsAuthenticated ?? false);
    }

    [Theory]
    [InlineData("203.0.113.7", false, false, 403)]
    [InlineData("203.0.113.7", true, false, null)]
    [InlineData("203.0.113.7", false, true, null)]
    [InlineData("127.0.0.1", false, false, null)]
    public async Task A_password_in_the_clear_from_elsewhere_is_not_even_looked_at(string local, bool isEncrypted, bool allowsPlaintext, int? status)
    {
        var store = new CountingStore();
        var options = new ProxyOptions { Authentication = { Schemes = [AuthenticationScheme.Basic], AllowPlaintextBasic = allowsPlaintext } };
        DefaultHttpContext context = Request(local, isEncrypted);
        context.Request.Headers.Authorization = $"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes("alice:right"))}";

        Refusal? refusal = await Authenticator(options, store).AuthenticateAsync(context);

        Assert.Equal(status, refusal?.Status);
        Assert.Equal(status is null ? 1 : 0, store.Asked);
        Assert.Equal(status is null ? "alice" : null, context.User.Identity?.Name);
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
        using var store = new FileUserStore(folder["users"], new FakeTimeProvider(), NullLogger<FileUserStore>.Instance);
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

    private static DefaultHttpContext Request(string local, bool isEncrypted)
    {
        var context = new DefaultHttpContext();
        context.Connection.LocalIpAddress = IPAddress.Parse(local);
        context.Connection.RemoteIpAddress = IPAddress.Parse("203.0.113.9");
        context.Request.Scheme = isEncrypted ? "https" : "http";
        context.Request.Path = "/rpc/rpcproxy.dll";
        return context;
    }

    private static RequestAuthenticator Authenticator(ProxyOptions options, IUserStore store)
    {
        var passwords = new PasswordVerifier(store, options.Authentication, TimeProvider.System, NullLogger<PasswordVerifier>.Instance);
        IRequestScheme[] schemes = options.Authentication.Schemes.Contains(AuthenticationScheme.Basic)
            ? [new BasicScheme(passwords, new LoginThrottle(TimeProvider.System), options.Authentication)]
            : [];
        return new RequestAuthenticator(
            Microsoft.Extensions.Options.Options.Create(options), schemes, store, new AuthenticationCounters(),
            new UntrustedFrontEnds(NullLogger<UntrustedFrontEnds>.Instance), NullLogger<RequestAuthenticator>.Instance);
    }

    private sealed class CountingStore : IUserStore
    {
        public int Asked { get; private set; }

        public long Version => 0;

        public ValueTask<StoredUser?> VerifyAsync(string name, string password, CancellationToken cancellation)
        {
            Asked++;
            return ValueTask.FromResult(Find(name));
        }

        public StoredUser? Find(string name) => new(name, []);
    }
}
