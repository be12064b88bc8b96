using System.Net;
using System.Net.Sockets;
using System.Security.Authentication;
using Microsoft.Extensions.Logging;
using RpcHttpProxy.Core.Channels;
using RpcHttpProxy.Edge.Limits;
using RpcHttpProxy.Engine.Reactors;
using RpcHttpProxy.Engine.Sockets;
using RpcHttpProxy.Hosting.Limits;
using RpcHttpProxy.Transport.Channels;
using RpcHttpProxy.Transport.Sessions;
using RpcHttpProxy.Transport.Sockets;

namespace RpcHttpProxy.Hosting.Backend;

// [rpch 3.2.5.3/1] listens on a TCP port
/// <summary>One listening port of the server (3.2.5.3) and the role behind it.</summary>
internal sealed class BackendEndpoint(
    IPEndPoint address, string service, RoleHost host, BackendTls? tls, IConnectionLimit limit, AcceptFailures failures, ReactorSet reactors,
    RejectionLog rejections, TimeProvider time, ILogger<BackendEndpoint> logger) : IAsyncDisposable
{
    private readonly Socket _listener = new(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
    private readonly CancellationTokenSource _stopping = new();
    private SocketAcceptor? _acceptor;

    /// <summary>The role.</summary>
    public RoleHost Host => host;

    /// <summary>Where it listens, with the port that was taken.</summary>
    public IPEndPoint EndPoint { get; private set; } = address;

    /// <summary>Listens. Throws an <see cref="IOException"/> when the address can't be had.</summary>
    public void Start()
    {
        if (EndPoint.Address.Equals(IPAddress.IPv6Any))
        {
            _listener.DualMode = true;
        }

        TcpSettings.Apply(_listener);
        try
        {
            _listener.Bind(EndPoint);
            _listener.Listen();
        }
        catch (SocketException e)
        {
            throw new ListenException(EndPoint.ToString(), e);
        }

        EndPoint = (IPEndPoint)_listener.LocalEndPoint!;
        Log.BackendStarted(logger, EndPoint.ToString(), service);
        _acceptor = new SocketAcceptor(_listener, reactors.Next(), time, Take, failure => failures.Note(EndPoint, failure));
    }

    /// <summary>Accepts no more and ends every connection.</summary>
    public async Task StopAsync(CancellationToken cancellation)
    {
        _acceptor?.Dispose();
        await _stopping.CancelAsync();
        await host.StopAsync(cancellation);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _listener.Dispose();
        await host.DisposeAsync();
        _stopping.Dispose();
    }

    private void Take(Socket socket)
    {
        IPAddress? peer = (socket.RemoteEndPoint as IPEndPoint)?.Address;
        if (limit.TryConnect(peer))
        {
            _ = CarryAndCountAsync(socket, peer);
        }
        else
        {
            socket.Close(0);
        }
    }

    private async Task CarryAndCountAsync(Socket socket, IPAddress? peer)
    {
        try
        {
            await CarryAsync(socket);
        }
        finally
        {
            limit.Disconnect(peer);
        }
    }

    /// <summary>Greets, before anything is read (2.1.2.2.1), and carries the channel.</summary>
    private async Task CarryAsync(Socket socket)
    {
        var peer = socket.RemoteEndPoint as IPEndPoint;
        IChannelTransport channel;
        try
        {
            if (tls is not null)
            {
                await Task.Yield(); // A handshake is no work for a reactor.
                socket.Blocking = true; // or no stream takes it
            }

            channel = tls is null ? new TcpChannel(socket) : await tls.AcceptAsync(socket, _stopping.Token);
        }
        catch (Exception e) when (e is AuthenticationException or IOException)
        {
            rejections.Note(Rejection.TlsHandshake, PeerName.Of(peer), e.Message);
            return;
        }
        catch (OperationCanceledException)
        {
            return; // stopping
        }

        try
        {
            await channel.WriteAsync(LegacyServerResponse.Bytes);
            await host.RunAsync(new IncomingChannel(channel, ChannelLeg.Unknown, Grant: null, peer?.Address), _stopping.Token);
        }
        catch (IOException)
        {
            await channel.DisposeAsync(); // gone before it was greeted
        }
        finally
        {
            if (channel is TlsChannel secured)
            {
                tls!.Forget(secured);
            }
        }
    }
}
