using System.Security.Claims;
using RpcHttpProxy.Edge;
using RpcHttpProxy.Edge.Authentication;
using RpcHttpProxy.Edge.Principals;
using RpcHttpProxy.Hosting.Tests.Edge;

namespace RpcHttpProxy.Hosting.Tests.Authentication;

public class StandingIdentityTests
{
    [Theory]
    [InlineData("Basic", "alice", true)]
    [InlineData("NTLM", "alice", true)]
    [InlineData("Basic", "gone", false)]    // removed from the file
    [InlineData("NTLM", @"LAB\gone", true)] // never needed to be in it
    [InlineData("Application", "gone", true)]
    public void A_user_of_Basic_who_is_removed_is_none_any_more(string scheme, string name, bool isThere) =>
        Assert.Equal(isThere, StandingIdentity.Now(Of(scheme, name), null, new Store()) is not null);

    [Theory]
    [InlineData("Basic", true)]
    [InlineData("Kerberos", true)]
    [InlineData("Application", false)] // whose groups are the application's
    public void Groups_are_those_of_this_moment(string scheme, bool isNew)
    {
        ClaimsPrincipal now = StandingIdentity.Now(Of(scheme, "alice"), null, new Store())!;

        Assert.Equal((isNew, !isNew), (now.IsInRole("new"), now.IsInRole("old")));
    }

    [Fact]
    public void A_certificate_that_is_not_trusted_any_more_is_nobody()
    {
        ClaimsPrincipal alice = Of(StandingIdentity.Certificate, "alice");
        var trusted = new ClientCertificate(PrincipalIdentity.Of(alice), "");

        Assert.NotNull(StandingIdentity.Now(alice, trusted, new Store()));
        Assert.Null(StandingIdentity.Now(alice, trusted with { Judge = () => new ClientCertificate(null, "its authority isn't trusted") }, new Store()));
    }

    [Fact]
    public void A_certificate_that_was_judged_again_can_be_judged_once_more()
    {
        bool isTrusted = true;
        Principal alice = Principal.OfCertificate("CN=Lab CA", "alice");
        var shown = new ClientCertificate(alice, "") { Judge = () => isTrusted ? new ClientCertificate(alice, "") : new ClientCertificate(null, "gone") };

        ClientCertificate ofTheRequest = shown.Now();
        isTrusted = false;

        Assert.Null(ofTheRequest.Now().Principal);
    }

    [Fact]
    public async Task A_store_that_fails_lets_nobody_go_on()
    {
        var connection = new EdgeConnection();
        connection.MakeIdentity().End(Of("NTLM", "alice"));
        var store = new Store();
        var options = new ProxyOptions { Authentication = { Schemes = [AuthenticationScheme.Ntlm] } };
        options.AllowedTargets.Add("server:1");
        using var rules = new RulesUnderTest(options, store);
        var carry = (EdgeDecision.Carry)await rules.Rules.DecideAsync(RulesUnderTest.Request("RPC_IN_DATA", 1 << 30, "server:1", connection: connection), default);
        Assert.Null(carry.Grant.Revoked(null));

        store.IsBroken = true;

        Assert.Equal("nobody can say who its principal is now: IOException", carry.Grant.Revoked(null));
    }

    [Fact]
    public void Nobody_stays_nobody() => Assert.Same(PrincipalIdentity.Anonymous, StandingIdentity.Now(PrincipalIdentity.Anonymous, null, new Store()));

    [Fact]
    public async Task Who_proved_it_earlier_on_a_connection_has_the_groups_of_this_moment()
    {
        var connection = new EdgeConnection();
        connection.MakeIdentity().End(Of("NTLM", "alice"));
        using var rules = new RulesUnderTest(
            new ProxyOptions { Authentication = { Schemes = [AuthenticationScheme.Ntlm] } }, new Store());

        EdgeDecision decision = await rules.Rules.DecideAsync(RulesUnderTest.Request("RPC_IN_DATA", 0, connection: connection), default);

        Assert.True(decision.User!.IsInRole("new"));
        Assert.False(decision.User!.IsInRole("old"));
    }

    private static ClaimsPrincipal Of(string scheme, string name) => scheme switch
    {
        "Application" => new(new ClaimsIdentity([new(ClaimTypes.Name, name), new(ClaimTypes.Role, "old")], scheme)),
        StandingIdentity.Certificate => PrincipalIdentity.User(scheme, Principal.OfCertificate("CN=Lab CA", name), ["old"]),
        _ => PrincipalIdentity.User(scheme, Principal.OfUsers(name), ["old"]),
    };

    private sealed class Store : IUserStore
    {
        public long Version => 0;

        public ValueTask<StoredUser?> VerifyAsync(string name, string password, CancellationToken cancellation) => ValueTask.FromResult<StoredUser?>(null);

        public bool IsBroken { get; set; }

        public StoredUser? Find(Principal principal) => IsBroken ? throw new IOException() : principal.Name == "alice" ? new StoredUser("alice", ["new"]) : null;
    }
}
