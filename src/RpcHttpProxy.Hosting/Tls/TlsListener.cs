using System.Net.Security;
using System.Security.Authentication;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;
using RpcHttpProxy.Edge.Limits;
using RpcHttpProxy.Transport.Channels;

namespace RpcHttpProxy.Hosting.Tls;

/// <summary>Puts TLS on a listener.</summary>
internal static class TlsListener
{
    /// <summary>
    /// HTTP/1.x over TLS with the certificate of the moment. Clients are asked for theirs during the handshake, since later, under a body that flows, nobody
    /// can be asked; and let in without, since it matters on one path only.
    /// </summary>
    public static void UseTls(
        this ListenOptions endpoint, OwnCertificate certificate, ClientCertificates? clients, SslProtocols versions, TimeSpan handshakeTimeout)
    {
        IServiceProvider services = endpoint.ApplicationServices;
        var rejections = new HandshakeRejections(
            services.GetRequiredService<RejectionLog>(), services.GetRequiredService<LimitCounters>(), handshakeTimeout, services.GetRequiredService<TimeProvider>());
        endpoint.Use(next => connection => rejections.ServeAsync(connection, next));
        endpoint.CaptureRawTransport();
        endpoint.UseHttps(new TlsHandshakeCallbackOptions
        {
            HandshakeTimeout = 2 * handshakeTimeout, // never reached: HandshakeRejections ends it, and has counted from the connection's beginning
            OnConnection = handshake =>
            {
                var options = new SslServerAuthenticationOptions
                {
                    ServerCertificateContext = certificate.Context,
                    EnabledSslProtocols = versions,
                    ApplicationProtocols = [SslApplicationProtocol.Http11],
                };
                clients?.Ask(options, handshake.Connection);
                return ValueTask.FromResult(options);
            },
        });
        endpoint.Use(next => connection => HandshakeRejections.CompleteAsync(connection, next));
        if (clients is not null)
        {
            endpoint.Use(next => async connection =>
            {
                await clients.CheckRevocationAsync(connection);
                await next(connection);
            });
        }
    }
}
