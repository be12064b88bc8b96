using System.Security.Claims;
using RpcHttpProxy.Edge.Principals;
using RpcHttpProxy.Edge.Targets;
using RpcHttpProxy.Protocol;

namespace RpcHttpProxy.Hosting.Tests.Principals;

/// <summary>Who is whom: names and the authorities that vouch for them.</summary>
public sealed class PrincipalTests
{
    private static readonly AccountNames s_lab = new("LAB", "lab.example");

    [Theory]
    [InlineData("alice", AuthorityKind.Users, "", "alice")]
    [InlineData(@"LAB\alice", AuthorityKind.Domain, "LAB", "alice")]
    [InlineData("alice@LAB.EXAMPLE", AuthorityKind.Domain, "LAB.EXAMPLE", "alice")]
    [InlineData(@"LAB\alice@home", AuthorityKind.Domain, "LAB", "alice@home")]
    [InlineData("a@b@LAB.EXAMPLE", AuthorityKind.Domain, "LAB.EXAMPLE", "a@b")]
    [InlineData(@"\alice", AuthorityKind.Users, "", @"\alice")]
    [InlineData("alice@", AuthorityKind.Users, "", "alice@")]
    public void A_name_says_who_vouches_for_it_and_is_spelt_as_it_was(string text, AuthorityKind kind, string authority, string name)
    {
        Principal principal = AccountNames.Plain.Of(text);

        Assert.Equal((kind, authority, name, text), (principal.Kind, principal.Authority, principal.Name, principal.ToString()));
    }

    [Theory]
    [InlineData("alice", true)]
    [InlineData("ALICE", true)]
    [InlineData(@"LAB\alice", true)]
    [InlineData(@"lab\Alice", true)]
    [InlineData("alice@lab.example", true)]
    [InlineData("Alice@LAB.EXAMPLE", true)]
    [InlineData(@"lab.example\alice", true)]
    [InlineData(@"OTHER\alice", false)]
    [InlineData("alice@other.example", false)]
    [InlineData("bob", false)]
    public void With_a_default_domain_the_spellings_are_one_principal(string text, bool isAlice)
    {
        Assert.Equal(isAlice, s_lab.Of(text).Equals(s_lab.Of(@"LAB\alice")));
        Assert.Equal(isAlice, string.Equals(s_lab.Of(text).ToString(), @"LAB\alice", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public void One_name_at_two_authorities_is_two_principals()
    {
        Principal[] all =
        [
            AccountNames.Plain.Of("alice"), AccountNames.Plain.Of(@"LAB\alice"), AccountNames.Plain.Of(@"OTHER\alice"), AccountNames.Plain.Of("alice@LAB"),
            Principal.OfCertificate("CN=One", "alice"), Principal.OfCertificate("CN=Two", "alice"), Principal.OfCertificate("CN=One", @"LAB\alice"),
            Principal.OfApplication("alice"), Principal.OfApplication("certificate(CN=One):alice"),
        ];

        Assert.Equal(all.Length, all.Distinct().Count());
        Assert.Equal(all.Length, all.Select(principal => principal.ToString()).Distinct(StringComparer.OrdinalIgnoreCase).Count());
    }

    [Theory]
    [InlineData("alice", "users application certificate(CN=One) certificate(CN=Two)")] // no authority: whichever
    [InlineData("ALICE", "users application certificate(CN=One) certificate(CN=Two)")]
    [InlineData("users:alice", "users")]
    [InlineData(@"LAB\alice", "domain")]
    [InlineData(@"domain:lab\alice", "domain")]
    [InlineData("certificate:alice", "certificate(CN=One) certificate(CN=Two)")]
    [InlineData("certificate(cn=one):Alice", "certificate(CN=One)")]
    [InlineData("application:alice", "application")]
    [InlineData("users:bob", "")]
    public void A_rule_may_name_the_authority(string text, string expected)
    {
        Assert.True(PrincipalPattern.TryParse(text, AccountNames.Plain, out PrincipalPattern? pattern, out _));
        (string Word, Principal Principal)[] all =
        [
            ("users", AccountNames.Plain.Of("alice")), ("domain", AccountNames.Plain.Of(@"LAB\alice")), ("application", Principal.OfApplication("alice")),
            ("certificate(CN=One)", Principal.OfCertificate("CN=One", "alice")), ("certificate(CN=Two)", Principal.OfCertificate("CN=Two", "alice")),
            ("odd", Principal.OfCertificate("CN=One", "users:alice")),
        ];

        Assert.Equal(expected, string.Join(' ', all.Where(one => pattern.Matches(one.Principal)).Select(one => one.Word)));
    }

    [Theory]
    [InlineData("alice")]
    [InlineData("users:alice")]
    [InlineData("domain:alice")]
    [InlineData("domain:alice@lab.example")]
    public void A_rule_is_for_an_account_however_it_is_spelt(string text)
    {
        Assert.True(PrincipalPattern.TryParse(text, s_lab, out PrincipalPattern? pattern, out _));

        Assert.All((string[])["alice", @"LAB\ALICE", "alice@LAB.EXAMPLE"], spelling => Assert.True(pattern.Matches(s_lab.Of(spelling))));
        Assert.False(pattern.Matches(s_lab.Of(@"OTHER\alice")));
    }

    [Theory]
    [InlineData("domain:alice", "has no domain or realm")]
    [InlineData(@"users:LAB\alice", @"has a domain or realm: domain:LAB\alice")]
    [InlineData("certificate:", "names nobody")]
    [InlineData("", "names nobody")]
    public void A_rule_that_names_nobody_is_a_fault(string text, string expected)
    {
        Assert.False(PrincipalPattern.TryParse(text, AccountNames.Plain, out _, out string? fault));
        Assert.Equal(expected, fault);
    }

    [Fact]
    public void A_grant_is_for_the_principal_and_not_for_its_name()
    {
        TargetPolicy policy = new ProxyOptions { Rules = [new TargetRuleOptions { Principals = ["users:alice"], Targets = ["server:1"] }] }.ToTargetPolicy();
        ClaimsPrincipal user = PrincipalIdentity.User("Basic", AccountNames.Plain.Of("alice"), []);
        ClaimsPrincipal holder = PrincipalIdentity.User("Certificate", Principal.OfCertificate("CN=Lab CA", "alice"), []);

        Assert.Equal("alice", policy.Grant(user, new RpcRequestTarget("server", 1), null)?.Principal);
        Assert.Null(policy.Grant(holder, new RpcRequestTarget("server", 1), null));
        Assert.Equal(("alice", "alice"), (user.Identity!.Name, holder.Identity!.Name)); // as an application that embeds the proxies sees them
    }
}
