using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using RpcHttpProxy.Hosting.Tls;
using RpcHttpProxy.Transport.Channels;

namespace RpcHttpProxy.Hosting.Backend;

/// <summary>TLS of the server's listening ports, with the certificate of the moment.</summary>
/// <param name="certificate">The certificate; not disposed of.</param>
/// <param name="versions">As <see cref="TlsVersions"/> reads them.</param>
/// <param name="timeout">How long a handshake may take.</param>
/// <param name="time">The clock.</param>
internal sealed class BackendTls(ServerCertificate certificate, string versions, TimeSpan timeout, TimeProvider time)
{
    private readonly SslProtocols _versions = TlsVersions.TryParse(versions, out SslProtocols parsed)
        ? parsed
        : throw new FormatException($"'{versions}' is not {TlsVersions.Expected}.");

    /// <summary>Shakes hands; takes over the socket, whatever comes of it. Throws as <see cref="TlsChannel.AcceptAsync"/> does.</summary>
    public async Task<IByteChannel> AcceptAsync(Socket socket, CancellationToken cancellation)
    {
        using var late = new CancellationTokenSource(timeout, time);
        await using CancellationTokenRegistration either = cancellation.UnsafeRegister(
            static source => ((CancellationTokenSource)source!).Cancel(), late);
        var options = new SslServerAuthenticationOptions { ServerCertificateContext = certificate.Context, EnabledSslProtocols = _versions };
        return await TlsChannel.AcceptAsync(socket, options, late.Token);
    }
}
