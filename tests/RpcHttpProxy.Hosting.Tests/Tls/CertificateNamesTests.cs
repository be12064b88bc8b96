using System.Security.Cryptography.X509Certificates;
using RpcHttpProxy.Hosting.Tls;
using RpcHttpProxy.TestKit;

namespace RpcHttpProxy.Hosting.Tests.Tls;

/// <summary>One name in a certificate is its holder's, or none is.</summary>
public sealed class CertificateNamesTests : IDisposable
{
    private const string CommonName = "2.5.4.3", Email = "1.2.840.113549.1.9.1", Organization = "2.5.4.10";

    private readonly TestCertificates _authority = new();

    public void Dispose() => _authority.Dispose();

    [Theory]
    [InlineData(CertificateName.CommonName, "CN=alice O=Lab", "", "", "alice", "")]
    [InlineData(CertificateName.CommonName, "CN=guest CN=alice", "", "", null, "it has 2 of CommonName")]
    [InlineData(CertificateName.CommonName, "CN=alice CN=alice", "", "", null, "it has 2 of CommonName")]
    [InlineData(CertificateName.CommonName, "E=alice O=Lab", "", "", null, "it has no CommonName")] // the framework takes the e-mail address
    [InlineData(CertificateName.CommonName, "O=alice", "", "", null, "it has no CommonName")]
    [InlineData(CertificateName.CommonName, "O=Lab", "alice@lab.example", "alice@lab.example", null, "it has no CommonName")]
    [InlineData(CertificateName.CommonName, "CN=ali\u001b[31mce", "", "", null, "there are control characters in its CommonName")]
    [InlineData(CertificateName.CommonName, "CN=al\nice", "", "", null, "there are control characters in its CommonName")]
    [InlineData(CertificateName.CommonName, "CN=al\u202eice", "", "", null, "there are control characters in its CommonName")] // turns the line round
    [InlineData(CertificateName.Upn, "CN=x", "alice@lab.example", "", "alice@lab.example", "")]
    [InlineData(CertificateName.Upn, "CN=x", "bob@lab.example alice@lab.example", "", null, "it has 2 of Upn")]
    [InlineData(CertificateName.Upn, "CN=alice", "", "alice@lab.example", null, "it has no Upn")]
    [InlineData(CertificateName.Upn, "CN=x", "al\u0000ice@lab.example", "", null, "there are control characters in its Upn")]
    [InlineData(CertificateName.Upn, "CN=x", "alice", "", null, "its Upn has no domain")] // else it would be what a rule's bare name says
    [InlineData(CertificateName.Upn, "CN=x", "LAB\\alice", "", null, "its Upn has no domain")]
    [InlineData(CertificateName.Email, "E=alice", "", "", null, "its Email has no domain")]
    [InlineData(CertificateName.Email, "CN=x", "", "alice@", null, "its Email has no domain")]
    [InlineData(CertificateName.Email, "CN=x", "", "@lab.example", null, "its Email has no domain")]
    [InlineData(CertificateName.Email, "CN=x", "", "alice@lab.example", "alice@lab.example", "")]
    [InlineData(CertificateName.Email, "E=alice@lab.example", "", "", "alice@lab.example", "")]
    [InlineData(CertificateName.Email, "E=alice@lab.example", "", "bob@lab.example", null, "it has 2 of Email")]
    [InlineData(CertificateName.Email, "CN=x", "alice@lab.example", "", null, "it has no Email")]
    [InlineData(CertificateName.Subject, "CN=alice", "", "", "CN=alice", "")]
    [InlineData(CertificateName.Subject, "CN=al\nice", "", "", null, "there are control characters in its Subject")]
    public void Exactly_one_name_counts(CertificateName which, string subject, string upns, string emails, string? expected, string fault)
    {
        using X509Certificate2 certificate = _authority.Client(Subject(subject), Words(upns), Words(emails));

        Assert.Equal((expected, fault), (CertificateNames.Of(certificate, which, out string said), said));
    }

    [Fact]
    public void A_name_that_is_too_long_is_none()
    {
        using X509Certificate2 certificate = _authority.Client(Subject($"CN={new string('a', 257)}"), [], []);

        Assert.Null(CertificateNames.Of(certificate, CertificateName.CommonName, out string fault));
        Assert.Equal("its CommonName is empty or longer than 256 characters", fault);
    }

    private static string[] Words(string text) => text.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    private static X500DistinguishedName Subject(string text)
    {
        var subject = new X500DistinguishedNameBuilder();
        foreach (string[] part in Words(text).Select(word => word.Split('=')))
        {
            subject.Add(part[0] switch { "CN" => CommonName, "E" => Email, _ => Organization }, part[1]);
        }

        return subject.Build();
    }
}
