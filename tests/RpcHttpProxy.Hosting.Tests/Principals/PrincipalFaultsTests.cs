using RpcHttpProxy.Edge.Authentication;
using RpcHttpProxy.Edge.Targets;

namespace RpcHttpProxy.Hosting.Tests.Principals;

public sealed class PrincipalFaultsTests
{
    [Theory]
    [InlineData("alice", "Basic", CertificateName.CommonName, "users:alice or certificate:alice")]
    [InlineData("alice@lab.example", "Basic", CertificateName.Upn, "domain:alice@lab.example or certificate:alice@lab.example")]
    [InlineData("alice@lab.example", "Negotiate", CertificateName.Email, "domain:alice@lab.example or certificate:alice@lab.example")]
    [InlineData(@"LAB\alice", "Ntlm", CertificateName.CommonName, @"domain:LAB\alice or certificate:LAB\alice")]
    [InlineData("alice", "Basic", CertificateName.Upn, null)] // no UPN is that
    [InlineData("alice", "Ntlm", CertificateName.CommonName, null)] // NTLM's have a domain
    [InlineData("alice", "Anonymous", CertificateName.CommonName, null)]
    [InlineData("users:alice", "Basic", CertificateName.CommonName, null)]
    [InlineData("certificate:alice", "Basic", CertificateName.CommonName, null)]
    [InlineData("*", "Basic", CertificateName.CommonName, null)]
    [InlineData("CN=Alice", "Basic", CertificateName.Subject, "users:CN=Alice or certificate:CN=Alice")]
    public void A_name_that_two_authorities_can_vouch_for_needs_its_authority(string principal, string scheme, CertificateName name, string? expected)
    {
        ProxyOptions options = Options(principal, scheme);
        options.Tls.ClientAuthorities = "ca.pem";
        options.Tls.ClientName = name;

        string[] faults = FaultsOf(options);
        Assert.Equal(expected is null ? [] : [$"Proxy:Rules:0:Principals: '{principal}' can be in a client's certificate as well: say {expected}."], faults);
    }

    [Fact]
    public void Where_no_client_shows_a_certificate_a_name_needs_no_authority() => Assert.Empty(FaultsOf(Options("alice", "Basic")));

    [Fact]
    public void A_default_domain_makes_a_bare_name_a_domains()
    {
        ProxyOptions options = Options("alice", "Negotiate");
        options.Tls.ClientAuthorities = "ca.pem";
        options.Tls.ClientName = CertificateName.CommonName;
        options.Authentication.DefaultDomain = "LAB";

        Assert.Equal(["Proxy:Rules:0:Principals: 'alice' can be in a client's certificate as well: say domain:alice or certificate:alice."], FaultsOf(options));
    }

    [Theory]
    [InlineData(@"LAB\", null)]
    [InlineData("LAB:", null)]
    [InlineData(null, "lab.example")]
    public void A_domain_that_is_none_is_a_fault(string? domain, string? suffix)
    {
        var options = new ProxyOptions { Authentication = { DefaultDomain = domain, UpnSuffix = suffix } };

        Assert.Contains("Proxy:Authentication", new ProxyOptionsValidator().Validate(null, options).FailureMessage, StringComparison.Ordinal);
    }

    [Fact]
    public void Kerberos_only_and_NTLM_exclude_each_other()
    {
        var options = new ProxyOptions { Authentication = { Schemes = [AuthenticationScheme.Negotiate, AuthenticationScheme.Ntlm], KerberosOnly = true } };

        Assert.Contains("KerberosOnly and the scheme ntlm exclude each other", new ProxyOptionsValidator().Validate(null, options).FailureMessage, StringComparison.Ordinal);
    }

    private static ProxyOptions Options(string principal, string scheme) => new()
    {
        Authentication = { Schemes = [Enum.Parse<AuthenticationScheme>(scheme)] },
        Rules = [new TargetRuleOptions { Principals = [principal], Targets = ["server:1"] }],
    };

    // Files that aren't there and mechanisms that this machine lacks are other faults.
    private static string[] FaultsOf(ProxyOptions options) =>
        [.. (new ProxyOptionsValidator().Validate(null, options).Failures ?? []).Where(fault => fault.Contains("Rules", StringComparison.Ordinal))];
}
