using System.Net.Security;
using System.Security.Authentication;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using RpcHttpProxy.Transport.Channels;

namespace RpcHttpProxy.Hosting.Tls;

/// <summary>Puts TLS on a listener.</summary>
internal static class TlsListener
{
    /// <summary>HTTP/1.x over TLS with the certificate of the moment.</summary>
    public static void UseTls(this ListenOptions endpoint, ServerCertificate certificate, SslProtocols versions, TimeSpan handshakeTimeout)
    {
        endpoint.KeepWireForRpcHttp();
        endpoint.UseHttps(new TlsHandshakeCallbackOptions
        {
            HandshakeTimeout = handshakeTimeout,
            OnConnection = _ => ValueTask.FromResult(new SslServerAuthenticationOptions
            {
                ServerCertificateContext = certificate.Context,
                EnabledSslProtocols = versions,
                ApplicationProtocols = [SslApplicationProtocol.Http11],
                CertificateRevocationCheckMode = System.Security.Cryptography.X509Certificates.X509RevocationMode.NoCheck,
            }),
        });
    }
}
