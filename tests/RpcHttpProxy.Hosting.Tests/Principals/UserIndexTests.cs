using RpcHttpProxy.Edge.Authentication;
using RpcHttpProxy.Edge.Principals;
using RpcHttpProxy.Hosting.Authentication;
using RpcHttpProxy.Hosting.Tests.Wire;

namespace RpcHttpProxy.Hosting.Tests.Principals;

/// <summary>Which entry of a users file is which principal's.</summary>
public sealed class UserIndexTests : IDisposable
{
    private readonly ScratchFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void An_entry_is_for_one_authoritys_user()
    {
        UserIndex users = Read(
            new AuthenticationOptions { Schemes = [AuthenticationScheme.Basic, AuthenticationScheme.Negotiate] },
            TestUsers.WithPassword("alice", "right", ["staff"]), new UserEntry(@"LAB\alice", null, ["lab"]), new UserEntry("bob@lab.example", null, ["lab"]),
            new UserEntry("certificate:bob@lab.example", null, ["cards"]), new UserEntry("certificate(CN=Two):bob@lab.example", null, ["two"]),
            new UserEntry("carol", null, ["holders"]));

        Assert.Equal("staff", GroupOf(users, AccountNames.Plain.Of("Alice")));
        Assert.Equal("lab", GroupOf(users, AccountNames.Plain.Of(@"lab\alice")));
        Assert.Null(GroupOf(users, Principal.OfCertificate("CN=One", "alice"))); // a user with a password is Basic's
        Assert.Equal("lab", GroupOf(users, AccountNames.Plain.Of("bob@LAB.EXAMPLE")));
        Assert.Equal("cards", GroupOf(users, Principal.OfCertificate("CN=One", "bob@lab.example")));
        Assert.Equal("two", GroupOf(users, Principal.OfCertificate("CN=Two", "bob@lab.example")));
        Assert.Equal("holders", GroupOf(users, Principal.OfCertificate("CN=One", "carol"))); // nobody else can be that
        Assert.Null(GroupOf(users, Principal.OfCertificate("CN=One", "certificate:bob@lab.example")));
        Assert.Null(GroupOf(users, Principal.OfApplication("alice")));
    }

    [Theory]
    [InlineData(AuthenticationScheme.Basic, "lab")] // as in 0.1.0: without domain schemes nobody else can be that
    [InlineData(AuthenticationScheme.Negotiate, null)] // Kerberos's
    public void An_entry_with_a_realm_is_a_certificates_where_no_account_can_be_that(AuthenticationScheme scheme, string? expected)
    {
        UserIndex users = Read(new AuthenticationOptions { Schemes = [scheme] }, new UserEntry("bob@lab.example", null, ["lab"]));

        Assert.Equal(expected, GroupOf(users, Principal.OfCertificate("CN=One", "bob@lab.example")));
    }

    [Fact]
    public void With_a_default_domain_two_spellings_of_one_user_are_a_fault()
    {
        var options = new AuthenticationOptions { DefaultDomain = "LAB", UpnSuffix = "lab.example" };
        UserIndex users = Read(options, new UserEntry("alice", null, ["staff"]));
        Assert.Equal("staff", GroupOf(users, options.ToAccountNames().Of("alice@LAB.EXAMPLE")));

        var e = Assert.Throws<FormatException>(() => Read(options, new UserEntry("alice", null, []), new UserEntry(@"LAB\alice", null, [])));
        Assert.Equal(@"'alice' and 'LAB\alice' are one user, by Proxy:Authentication:DefaultDomain.", e.Message);
    }

    [Theory]
    [InlineData("certificate:alice::staff", "certificate:alice", true)]
    [InlineData("certificate(CN=Lab CA, O=Lab):alice::staff", "certificate(CN=Lab CA, O=Lab):alice", true)]
    [InlineData("certificate::staff", "certificate", true)] // a user of that name
    [InlineData("certificate:alice:HASH:staff", null, false)]
    [InlineData("certificate:::staff", null, false)]
    [InlineData("users:alice::staff", null, false)]
    public void A_line_may_be_for_a_name_in_certificates(string line, string? name, bool isRead)
    {
        line = line.Replace("HASH", PasswordHashes.Hash("right"), StringComparison.Ordinal);

        Assert.Equal(isRead, UserEntry.TryParse(line, out UserEntry? user));
        Assert.Equal(name, user?.Name);
        Assert.Equal(isRead ? line : null, user?.ToLine());
    }

    private static string? GroupOf(UserIndex users, Principal principal) => users.Find(principal) is { } user ? Assert.Single(user.Groups) : null;

    private UserIndex Read(AuthenticationOptions options, params UserEntry[] users)
    {
        File.Delete(_folder["users"]);
        UserFile.Change(_folder["users"], file => Array.ForEach(users, file.Put));
        return UserIndex.Read(_folder["users"], options);
    }
}
