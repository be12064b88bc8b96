using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using RpcHttpProxy.Core;
using RpcHttpProxy.Protocol;
using RpcHttpProxy.Transport.Channels;

namespace RpcHttpProxy.Hosting.Tls;

/// <summary>
/// TLS on a proxy's connections to servers: their certificates must name the host that was asked for and not be revoked, and a server that asks for
/// a certificate is shown the proxy's.
/// </summary>
/// <param name="trust">Who may vouch for servers. Disposed of with this.</param>
/// <param name="identity">The proxy's own certificate; null for none. Disposed of with this.</param>
/// <param name="timeout">How long connection and handshake together may take.</param>
/// <param name="time">The clock.</param>
internal sealed class ServerTls(CertificateTrust trust, OwnCertificate? identity, TimeSpan timeout, TimeProvider time) : IDisposable
{
    /// <summary>Begins the time that a connection may take; the caller's to dispose of.</summary>
    public CancellationTokenSource Begin() => new(timeout, time);

    /// <summary>
    /// Shakes hands, and waits for the server's first word, since in TLS 1.3 a server looks at the proxy's certificate when the proxy's part of the
    /// handshake is over. Takes over the socket, whatever comes of it. Throws <see cref="ChannelOpenException"/> with ServerUnreachable or ConnectTimeout.
    /// </summary>
    public async Task<IChannelTransport> SecureAsync(
        Socket socket, RpcRequestTarget server, CancellationTokenSource late, CancellationToken cancellation)
    {
        await using CancellationTokenRegistration either = cancellation.UnsafeRegister(
            static source => ((CancellationTokenSource)source!).Cancel(), late);
        SslClientAuthenticationOptions handshake = Handshake(server);
        CertificateFault? fault = null;
        handshake.RemoteCertificateValidationCallback = (_, _, chain, errors) => (fault = trust.FaultOf(chain, errors)) is null;
        try
        {
            TlsChannel channel = await TlsChannel.ConnectAsync(socket, handshake, late.Token);
            await GreetingOfAsync(channel, late.Token);
            return channel;
        }
        catch (OperationCanceledException e) when (!cancellation.IsCancellationRequested)
        {
            throw new ChannelOpenException(
                CloseReason.ConnectTimeout, $"{server} took the connection, but no TLS came of it within {timeout.TotalSeconds:0.###} s.", e);
        }
        catch (Exception e) when (e is AuthenticationException or IOException)
        {
            string why = fault is null ? e.Message : $"its certificate isn't accepted: {fault.Text}";
            throw new ChannelOpenException(CloseReason.ServerUnreachable, $"{server} took the connection, but its TLS isn't taken: {why}", e);
        }
    }

    public void Dispose()
    {
        trust.Dispose();
        identity?.Dispose();
    }

    /// <summary>Waits for it and leaves it to be read; disposes of the channel when it doesn't come.</summary>
    private static async Task GreetingOfAsync(TlsChannel channel, CancellationToken cancellation)
    {
        try
        {
            if (!await channel.HasInputAsync(cancellation))
            {
                throw new IOException("it closed the connection behind the handshake, as one that doesn't accept this proxy's certificate does; its log says why.");
            }
        }
        catch
        {
            await channel.DisposeAsync();
            throw;
        }
    }

    private SslClientAuthenticationOptions Handshake(RpcRequestTarget server) => new()
    {
        TargetHost = server.Server.TrimEnd('.'), // the root's dot stands in no certificate
        EnabledSslProtocols = SslProtocols.Tls12 | SslProtocols.Tls13,
        ClientCertificateContext = identity?.Context,
        CertificateChainPolicy = trust.Policy(CertificateTrust.ServerAuthentication),
    };
}
