using System.Diagnostics.CodeAnalysis;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using RpcHttpProxy.Client.Http;
using RpcHttpProxy.Core;
using RpcHttpProxy.Transport.Channels;

namespace RpcHttpProxy.Client.Channels;

/// <summary>Connects to proxies: TCP, and TLS for https.</summary>
internal sealed class ProxyDialer(ProxyTls tls, TimeSpan timeout, TimeProvider time)
{
    private readonly TcpDialer _tcp = new(timeout, time);

    /// <summary>A connection that requests can go over. Throws <see cref="ChannelOpenException"/>, which tells why there is none.</summary>
    [SuppressMessage("Reliability", "CA2000", Justification = "The socket is the connection's.")]
    public async Task<ProxyConnection> ConnectAsync(ProxyUrl proxy, CancellationToken cancellation)
    {
        Socket socket = await _tcp.ConnectAsync(proxy.Host, proxy.Port, cancellation);
        NetworkStream stream = new(socket, ownsSocket: false);
        return proxy.IsSecure ? await SecureAsync(proxy, socket, stream, cancellation) : new ProxyConnection(socket, stream);
    }

    private async Task<ProxyConnection> SecureAsync(ProxyUrl proxy, Socket socket, NetworkStream stream, CancellationToken cancellation)
    {
        SslStream secured = new(stream, leaveInnerStreamOpen: false);
        using CancellationTokenSource late = new(timeout, time);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, late.Token);
        try
        {
            await secured.AuthenticateAsClientAsync(tls.ToOptions(proxy.Host), either.Token);
            return new ProxyConnection(socket, secured);
        }
        catch (Exception exception)
        {
            await secured.DisposeAsync();
            socket.Dispose();
            throw exception switch
            {
                AuthenticationException => new ChannelOpenException(
                    CloseReason.ConnectionError, $"no TLS with {proxy.Authority}: {Innermost(exception)}", exception),
                IOException => new ChannelOpenException(
                    CloseReason.ConnectionError, $"no TLS with {proxy.Authority}, which ended the handshake: {exception.Message}", exception),
                OperationCanceledException when !cancellation.IsCancellationRequested => new ChannelOpenException(
                    CloseReason.ConnectTimeout, $"no TLS with {proxy.Authority} within {timeout.TotalSeconds:0.###} s", exception),
                _ => exception,
            };
        }
    }

    /// <summary>SslStream's own message is "Authentication failed, see inner exception" when OpenSSL has more to say.</summary>
    private static string Innermost(Exception exception) => (exception.InnerException ?? exception).Message;
}
