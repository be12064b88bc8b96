using System.Security.Cryptography.X509Certificates;

namespace RpcHttpProxy.Hosting.Tls;

/// <summary>
/// A client's certificate and what it sent along, as their bytes: the handshake disposes of its own certificates, and what is kept for a connection's life is
/// asked for seldom.
/// </summary>
internal sealed class ShownChain
{
    private readonly byte[][] _certificates;

    /// <param name="shown">The certificate.</param>
    /// <param name="chain">What the handshake built of it; null for nothing.</param>
    public ShownChain(X509Certificate2 shown, X509Chain? chain) =>
        _certificates = [shown.RawData, .. (chain?.ChainPolicy.ExtraStore ?? []).Where(sent => !sent.Equals(shown)).Select(sent => sent.RawData)];

    /// <summary>New copies, the client's first.</summary>
    public X509Certificate2Collection Load() => [.. _certificates.Select(X509CertificateLoader.LoadCertificate)];
}
