using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace RpcHttpProxy.TestKit;

/// <summary>Makes certificates: an authority, and servers and clients that it vouches for.</summary>
public sealed class TestCertificates : IDisposable
{
    private const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";
    private const string ClientAuthentication = "1.3.6.1.5.5.7.3.2";

    private readonly X509Certificate2 _authority;
    private readonly DateTimeOffset _from = DateTimeOffset.UtcNow.AddDays(-10);

    /// <summary>Makes an authority: a root, or one that another vouches for.</summary>
    public TestCertificates(string name = "Test Authority", TestCertificates? above = null)
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign | X509KeyUsageFlags.CrlSign, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        if (above is null)
        {
            _authority = request.CreateSelfSigned(_from, _from.AddYears(10));
        }
        else
        {
            using X509Certificate2 bare = request.Create(above._authority, _from, _from.AddYears(9), RandomNumberGenerator.GetBytes(12));
            _authority = bare.CopyWithPrivateKey(key);
        }
    }

    /// <summary>The authority's certificate, without its key.</summary>
    public X509Certificate2 Authority => X509CertificateLoader.LoadCertificate(_authority.RawData);

    /// <summary>The authority as a file of trusted roots has it.</summary>
    public string AuthorityPem => _authority.ExportCertificatePem();

    /// <summary>A server's, for localhost and loopback addresses.</summary>
    public X509Certificate2 Server(string commonName = "localhost")
    {
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        names.AddIpAddress(IPAddress.Loopback);
        names.AddIpAddress(IPAddress.IPv6Loopback);
        return Issue($"CN={commonName}", ServerAuthentication, names, _from.AddYears(1));
    }

    /// <summary>A client's; <paramref name="days"/> from now it is no longer valid.</summary>
    /// <param name="subject">Its subject.</param>
    /// <param name="upn">Its UPN; null for none.</param>
    /// <param name="days">When.</param>
    /// <param name="purpose">What it is good for.</param>
    /// <param name="list">Where it says that its authority's revocation list is; null for nowhere.</param>
    public X509Certificate2 Client(string subject, string? upn = null, int days = 30, string purpose = ClientAuthentication, Uri? list = null)
    {
        var names = new SubjectAlternativeNameBuilder();
        if (upn is not null)
        {
            names.AddUserPrincipalName(upn);
        }

        return Issue(new X500DistinguishedName(subject), purpose, names, DateTimeOffset.UtcNow.AddDays(days), list);
    }

    /// <summary>A client's, with more names: UPNs and e-mail addresses among the alternative ones.</summary>
    public X509Certificate2 Client(X500DistinguishedName subject, string[] upns, string[] emails)
    {
        var names = new SubjectAlternativeNameBuilder();
        Array.ForEach(upns, names.AddUserPrincipalName);
        Array.ForEach(emails, names.AddEmailAddress);
        return Issue(subject, ClientAuthentication, names, DateTimeOffset.UtcNow.AddDays(30));
    }

    /// <summary>A certificate that is good for servers only, in a client's hand.</summary>
    public X509Certificate2 WrongPurpose(string subject) => Client(subject, purpose: ServerAuthentication);

    /// <summary>The authority's list of revoked certificates, valid from an hour ago for a day where nothing else is said; DER.</summary>
    public byte[] RevocationList(IEnumerable<X509Certificate2> revoked, DateTimeOffset? from = null, DateTimeOffset? until = null)
    {
        var list = new CertificateRevocationListBuilder();
        foreach (X509Certificate2 certificate in revoked)
        {
            list.AddEntry(certificate);
        }

        DateTimeOffset now = DateTimeOffset.UtcNow;
        return list.Build(_authority, 1, until ?? now.AddDays(1), HashAlgorithmName.SHA256, thisUpdate: from ?? now.AddHours(-1));
    }

    /// <summary>The same, PEM.</summary>
    public string RevocationListPem(params IEnumerable<X509Certificate2> revoked) => PemEncoding.WriteString("X509 CRL", RevocationList(revoked));

    /// <summary>Writes certificate and key to two PEM files.</summary>
    public static void WritePem(X509Certificate2 certificate, string certificateFile, string keyFile)
    {
        using ECDsa key = certificate.GetECDsaPrivateKey()!;
        File.WriteAllText(certificateFile, certificate.ExportCertificatePem());
        File.WriteAllText(keyFile, key.ExportPkcs8PrivateKeyPem());
    }

    public void Dispose() => _authority.Dispose();

    private X509Certificate2 Issue(string subject, string purpose, SubjectAlternativeNameBuilder names, DateTimeOffset until) =>
        Issue(new X500DistinguishedName(subject), purpose, names, until);

    private X509Certificate2 Issue(X500DistinguishedName subject, string purpose, SubjectAlternativeNameBuilder names, DateTimeOffset until, Uri? list = null)
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest(subject, key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(purpose)], false));
        request.CertificateExtensions.Add(names.Build());
        if (list is not null)
        {
            request.CertificateExtensions.Add(CertificateRevocationListBuilder.BuildCrlDistributionPointExtension([list.ToString()]));
        }

        DateTimeOffset from = until < DateTimeOffset.UtcNow ? until.AddHours(-1) : _from;
        using X509Certificate2 bare = request.Create(_authority, from, until, RandomNumberGenerator.GetBytes(12));
        return bare.CopyWithPrivateKey(key);
    }
}
