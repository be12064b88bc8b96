using System.Security.Claims;
using RpcHttpProxy.Edge.Authentication;
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
        Assert.Equal(isThere, StandingIdentity.Now(Identities.Of(scheme, name, ["old"]), null, new Store()) is not null);

    [Theory]
    [InlineData("Basic", true)]
    [InlineData("Kerberos", true)]
    [InlineData("Application", false)] // whose groups are the application's
    public void Groups_are_those_of_this_moment(string scheme, bool isNew)
    {
        ClaimsPrincipal now = StandingIdentity.Now(Identities.Of(scheme, "alice", ["old"]), null, new Store())!;

        Assert.Equal((isNew, !isNew), (now.IsInRole("new"), now.IsInRole("old")));
    }

    [Fact]
    public void A_certificate_that_is_not_trusted_any_more_is_nobody()
    {
        ClaimsPrincipal alice = Identities.Of(StandingIdentity.Certificate, "alice", []);
        var trusted = new ClientCertificate("alice", "");

        Assert.NotNull(StandingIdentity.Now(alice, trusted, new Store()));
        Assert.Null(StandingIdentity.Now(alice, trusted with { Judge = () => new ClientCertificate(null, "its authority isn't trusted") }, new Store()));
    }

    [Fact]
    public void Nobody_stays_nobody() => Assert.Same(Identities.Anonymous, StandingIdentity.Now(Identities.Anonymous, null, new Store()));

    [Fact]
    public async Task Who_proved_it_earlier_on_a_connection_has_the_groups_of_this_moment()
    {
        var connection = new RpcHttpProxy.Edge.EdgeConnection();
        connection.MakeIdentity().End(Identities.Of("NTLM", @"alice", ["old"]));
        using var rules = new RulesUnderTest(
            new ProxyOptions { Authentication = { Schemes = [AuthenticationScheme.Ntlm] } }, new Store());

        RpcHttpProxy.Edge.EdgeDecision decision = await rules.Rules.DecideAsync(RulesUnderTest.Request("RPC_IN_DATA", 0, connection: connection), default);

        Assert.True(decision.User!.IsInRole("new"));
        Assert.False(decision.User!.IsInRole("old"));
    }

    private sealed class Store : IUserStore
    {
        public long Version => 0;

        public ValueTask<StoredUser?> VerifyAsync(string name, string password, CancellationToken cancellation) => ValueTask.FromResult<StoredUser?>(null);

        public StoredUser? Find(string name) => name == "alice" ? new StoredUser("alice", ["new"]) : null;
    }
}
