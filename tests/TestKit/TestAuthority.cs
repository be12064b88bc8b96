using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace RpcHttpProxy.TestKit;

/// <summary>A certificate authority for one test: itself, certificates of loopback servers, and certificates of clients, none ever stored.</summary>
public sealed class TestAuthority : IDisposable
{
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";    // RFC 5280 4.2.1.12
    private const string ClientAuthentication = "1.3.6.1.5.5.7.3.2";

    private static readonly DateTimeOffset s_begin = DateTimeOffset.UtcNow.AddDays(-1);
    private static readonly DateTimeOffset s_end = DateTimeOffset.UtcNow.AddDays(1);

    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public TestAuthority(string name = "CN=authority of a test")
    {
        CertificateRequest request = new(name, _key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, false, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, critical: true));
        Certificate = request.CreateSelfSigned(s_begin, s_end);
    }

    public X509Certificate2 Certificate { get; }

    /// <summary>The authority's certificate, for those who shall trust it.</summary>
    public string Pem => Certificate.ExportCertificatePem();

    /// <summary>For localhost and the loopback addresses.</summary>
    public X509Certificate2 IssueServer() => Issue("CN=localhost", ServerAuthentication);

    /// <summary>For a client of that name.</summary>
    public X509Certificate2 IssueClient(string name) => Issue($"CN={name}", ClientAuthentication);

    /// <summary>A certificate and its private key in one PEM text.</summary>
    public static string PemWithKey(X509Certificate2 certificate)
    {
        using ECDsa key = certificate.GetECDsaPrivateKey()!;
        return $"{certificate.ExportCertificatePem()}\n{key.ExportPkcs8PrivateKeyPem()}\n";
    }

    public void Dispose()
    {
        Certificate.Dispose();
        _key.Dispose();
    }

    private X509Certificate2 Issue(string subject, string usage)
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = new(subject, key, HashAlgorithmName.SHA256);
        SubjectAlternativeNameBuilder names = new();
        names.AddDnsName("localhost");
        names.AddIpAddress(IPAddress.Loopback);
        names.AddIpAddress(IPAddress.IPv6Loopback);
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, critical: true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(usage)], critical: false));
        using X509Certificate2 issued = request.Create(Certificate, s_begin, s_end.AddHours(-1), RandomNumberGenerator.GetBytes(16));
        return issued.CopyWithPrivateKey(key);
    }
}
