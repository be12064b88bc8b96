using System.Diagnostics.CodeAnalysis;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace RpcHttpProxy.Client;

/// <summary>How the TLS of <c>https://</c> proxies is judged, and what the client shows of itself. TLS 1.2 or 1.3, as the system allows.</summary>
public sealed record ProxyTls
{
    /// <summary>The certificates that are trusted instead of the system's: authorities, or the proxy's own.</summary>
    public X509Certificate2Collection? TrustedAuthorities { get; init; }

    /// <summary>Whether any certificate will do, of anybody. For trials only.</summary>
    public bool AcceptsAnyCertificate { get; init; }

    /// <summary>The certificate with private key the client shows when it is asked for one, as on <c>/rpcwithcert</c>.</summary>
    public X509Certificate2? ClientCertificate { get; init; }

    /// <summary>What goes between <see cref="ClientCertificate"/> and an authority the proxy knows.</summary>
    public X509Certificate2Collection ClientCertificateChain { get; init; } = [];

    /// <summary>For connections to a host; null leaves the name to HttpClient.</summary>
    [SuppressMessage("Security", "CA5359", Justification = "It is what AcceptsAnyCertificate asks for.")]
    internal SslClientAuthenticationOptions ToOptions(string? host)
    {
        SslClientAuthenticationOptions options = new()
        {
            TargetHost = host,
            ApplicationProtocols = [SslApplicationProtocol.Http11],
            ClientCertificateContext = ClientCertificate is null
                ? null
                : SslStreamCertificateContext.Create(ClientCertificate, ClientCertificateChain, offline: true),
        };
        if (AcceptsAnyCertificate)
        {
            options.RemoteCertificateValidationCallback = static (_, _, _, _) => true;
        }
        else if (TrustedAuthorities is not null)
        {
            options.CertificateChainPolicy = new X509ChainPolicy
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust,
                RevocationMode = X509RevocationMode.NoCheck,
            };
            options.CertificateChainPolicy.CustomTrustStore.AddRange(TrustedAuthorities);
        }

        return options;
    }
}
