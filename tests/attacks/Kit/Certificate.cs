using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace RpcHttpProxy.Attacks.Tests.Kit;

/// <summary>A certificate for a proxy on loopback, which vouches for itself.</summary>
internal static class Certificate
{
    /// <summary>Somebody else's, of another key.</summary>
    public static X509Certificate2 Foreign()
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using X509Certificate2 made = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256)
            .CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pkcs12), null); // SslStream wants a key that is stored
    }

    /// <summary>Writes it, and gives the options that name it.</summary>
    public static string[] Write(ScratchDirectory scratch)
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(names.Build());
        using X509Certificate2 certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        return
        [
            "--cert", scratch.File("proxy.pem", certificate.ExportCertificatePem()),
            "--key", scratch.File("proxy.key", key.ExportPkcs8PrivateKeyPem()),
        ];
    }
}
