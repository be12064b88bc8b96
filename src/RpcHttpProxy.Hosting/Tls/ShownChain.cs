using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace RpcHttpProxy.Hosting.Tls;

/// <summary>
/// A peer's certificate and what it sent along, as their bytes: the handshake disposes of its own certificates, and what is kept for a connection's life is
/// asked for seldom.
/// </summary>
internal sealed class ShownChain
{
    private readonly byte[][] _certificates;

    /// <param name="shown">The certificate.</param>
    /// <param name="chain">What the handshake built of it; null for nothing.</param>
    public ShownChain(X509Certificate2 shown, X509Chain? chain) =>
        _certificates = [shown.RawData, .. (chain?.ChainPolicy.ExtraStore ?? []).Where(sent => !sent.Equals(shown)).Select(sent => sent.RawData)];

    /// <summary>The same for one certificate, whoever has shown it.</summary>
    public string Fingerprint => Convert.ToHexString(SHA256.HashData(_certificates[0]));

    /// <summary>New copies, the peer's own first.</summary>
    public X509Certificate2Collection Load() => [.. _certificates.Select(X509CertificateLoader.LoadCertificate)];

    /// <summary>Builds the chain once more and judges it as a handshake would.</summary>
    public T Judge<T>(X509ChainPolicy policy, Func<X509Certificate2, X509Chain, SslPolicyErrors, T> judge)
    {
        using var chain = new X509Chain { ChainPolicy = policy };
        X509Certificate2Collection certificates = Load();
        chain.ChainPolicy.ExtraStore.AddRange(certificates);
        return judge(certificates[0], chain, chain.Build(certificates[0]) ? SslPolicyErrors.None : SslPolicyErrors.RemoteCertificateChainErrors);
    }
}
