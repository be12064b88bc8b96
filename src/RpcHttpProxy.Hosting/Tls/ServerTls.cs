using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using RpcHttpProxy.Core;
using RpcHttpProxy.Protocol;
using RpcHttpProxy.Transport.Channels;

namespace RpcHttpProxy.Hosting.Tls;

/// <summary>TLS on a proxy's connections to servers: their certificates must name the host that was asked for.</summary>
/// <param name="authorities">Who may vouch for servers; null for those the system trusts. Disposed of with this.</param>
/// <param name="timeout">How long connection and handshake together may take.</param>
/// <param name="time">The clock.</param>
internal sealed class ServerTls(Authorities? authorities, TimeSpan timeout, TimeProvider time) : IDisposable
{
    /// <summary>Begins the time that a connection may take; the caller's to dispose of.</summary>
    public CancellationTokenSource Begin() => new(timeout, time);

    /// <summary>
    /// Shakes hands; takes over the socket, whatever comes of it. Throws <see cref="ChannelOpenException"/> with ServerUnreachable or ConnectTimeout.
    /// </summary>
    public async Task<IByteChannel> SecureAsync(
        Socket socket, RpcRequestTarget server, CancellationTokenSource late, CancellationToken cancellation)
    {
        await using CancellationTokenRegistration either = cancellation.UnsafeRegister(
            static source => ((CancellationTokenSource)source!).Cancel(), late);
        try
        {
            return await TlsChannel.ConnectAsync(socket, Handshake(server), late.Token);
        }
        catch (OperationCanceledException e) when (!cancellation.IsCancellationRequested)
        {
            throw new ChannelOpenException(
                CloseReason.ConnectTimeout, $"{server} took the connection, but no TLS came of it within {timeout.TotalSeconds:0.###} s.", e);
        }
        catch (Exception e) when (e is AuthenticationException or IOException)
        {
            throw new ChannelOpenException(CloseReason.ServerUnreachable, $"{server} took the connection, but its TLS isn't taken: {e.Message}", e);
        }
    }

    public void Dispose() => authorities?.Dispose();

    private SslClientAuthenticationOptions Handshake(RpcRequestTarget server)
    {
        var policy = new X509ChainPolicy
        {
            RevocationMode = X509RevocationMode.NoCheck,
            DisableCertificateDownloads = true, // a certificate must not have us fetch something from where it says
        };
        authorities?.Trust(policy);

        return new SslClientAuthenticationOptions
        {
            TargetHost = server.Server.TrimEnd('.'), // the root's dot stands in no certificate
            EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
            CertificateChainPolicy = policy,
        };
    }
}
