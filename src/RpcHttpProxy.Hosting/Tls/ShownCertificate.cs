using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace RpcHttpProxy.Hosting.Tls;

/// <summary>A certificate that a peer has shown in its handshake, with what was sent along: copies, since the handshake disposes of its own.</summary>
internal sealed class ShownCertificate
{
    private readonly X509Certificate2 _certificate;
    private readonly X509Certificate2Collection _sentAlong = [];

    /// <summary>Copies what a handshake's callback is given.</summary>
    public ShownCertificate(X509Certificate2 certificate, X509Chain? chain)
    {
        _certificate = X509CertificateLoader.LoadCertificate(certificate.RawData);
        foreach (X509Certificate2 sent in chain?.ChainPolicy.ExtraStore ?? [])
        {
            _sentAlong.Add(X509CertificateLoader.LoadCertificate(sent.RawData));
        }
    }

    /// <summary>The same for copies of one certificate.</summary>
    public string Fingerprint => _certificate.GetCertHashString(HashAlgorithmName.SHA256);

    /// <summary>Builds its chain once more and judges it as a handshake would.</summary>
    public T Judge<T>(X509ChainPolicy policy, Func<X509Certificate2, X509Chain, SslPolicyErrors, T> judge)
    {
        using var chain = new X509Chain { ChainPolicy = policy };
        chain.ChainPolicy.ExtraStore.AddRange(_sentAlong);
        return judge(_certificate, chain, chain.Build(_certificate) ? SslPolicyErrors.None : SslPolicyErrors.RemoteCertificateChainErrors);
    }
}
