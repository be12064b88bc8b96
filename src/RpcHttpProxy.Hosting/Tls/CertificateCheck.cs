using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography.X509Certificates;

namespace RpcHttpProxy.Hosting.Tls;

/// <summary>Says which certificate a host would show, and whether its time is over.</summary>
internal static class CertificateCheck
{
    /// <summary>Adds what there is to say. The files can be used.</summary>
    [SuppressMessage("Reliability", "CA2000", Justification = "Certificates hold memory only.")]
    public static void Add(TlsOptions options, TimeProvider time, List<string> served, List<string> warnings)
    {
        X509Certificate2 certificate = CertificateFiles.Read(options.Certificate!, options.Key, options.KeyPasswordFile).TargetCertificate;
        DateTime until = certificate.NotAfter.ToUniversalTime(), from = certificate.NotBefore.ToUniversalTime(), now = time.GetUtcNow().UtcDateTime;
        served.Add(string.Create(CultureInfo.InvariantCulture, $"certificate {certificate.Subject}, valid until {until:u}; TLS {options.Versions}"));
        if (now < from || now > until)
        {
            warnings.Add(string.Create(CultureInfo.InvariantCulture, $"the certificate in {options.Certificate} is valid from {from:u} until {until:u}, not now"));
        }
    }
}
