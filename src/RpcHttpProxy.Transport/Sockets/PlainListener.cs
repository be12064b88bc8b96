using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;
using Microsoft.AspNetCore.Connections;
using RpcHttpProxy.Engine.Sockets;

namespace RpcHttpProxy.Transport.Sockets;

/// <summary>Listens at one address, and gives Kestrel the connections that its first requests' reader does not take.</summary>
internal sealed class PlainListener : IConnectionListener
{
    /* As Kestrel's own transport. */
    private const int Backlog = 512;

    private readonly PlainTransport _transport;
    private readonly IFirstRequests? _firstRequests;
    private readonly SocketAcceptor _acceptor;
    private readonly CancellationTokenSource _unbound = new();
    private readonly Channel<ConnectionContext> _kestrelConnection = Channel.CreateUnbounded<ConnectionContext>(new() { SingleReader = true });

    /// <summary>Listens. Throws an <see cref="AddressInUseException"/> when the address is taken.</summary>
    public PlainListener(PlainEndPoint address, PlainTransport transport)
    {
        _transport = transport;
        _firstRequests = address.IsEncrypted ? null : transport.FirstRequests;
        Socket socket = Bind(address);
        socket.Listen(Backlog);
        EndPoint = socket.LocalEndPoint!;
        _acceptor = new SocketAcceptor(
            socket, transport.Reactors?.Next(), transport.Time, Take, failure => transport.AcceptFailed?.Invoke(EndPoint, failure));
    }

    /// <inheritdoc/>
    public EndPoint EndPoint { get; }

    /// <inheritdoc/>
    public async ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default)
    {
        while (await _kestrelConnection.Reader.WaitToReadAsync(cancellationToken))
        {
            if (_kestrelConnection.Reader.TryRead(out ConnectionContext? connection))
            {
                return connection;
            }
        }

        return null;
    }

    /// <inheritdoc/>
    public async ValueTask UnbindAsync(CancellationToken cancellationToken = default)
    {
        _acceptor.Dispose();
        _kestrelConnection.Writer.TryComplete();
        await _unbound.CancelAsync();
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => UnbindAsync();

    private static Socket Bind(IPEndPoint address)
    {
        var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        if (address.Address.Equals(IPAddress.IPv6Any))
        {
            socket.DualMode = true;
        }

        TcpSettings.Apply(socket);
        try
        {
            socket.Bind(address);
            return socket;
        }
        catch (SocketException e)
        {
            socket.Dispose();
            throw e.SocketErrorCode == SocketError.AddressAlreadyInUse ? new AddressInUseException(e.Message, e) : e;
        }
    }

    private void Take(Socket socket)
    {
        PlainConnection connection;
        try
        {
            connection = new PlainConnection(socket, _transport.Reactors?.Next());
        }
        catch (SocketException)
        {
            socket.Dispose(); // The client is gone again.
            return;
        }

        IPAddress? client = connection.RemoteEndPoint?.Address;
        if (!_transport.Admits(client))
        {
            connection.Abort();
            return;
        }

        connection.Closed = _transport.Closed;
        if (_firstRequests is not { } requests)
        {
            GiveToKestrel(connection);
        }
        else if (connection.Reactor is { } reactor)
        {
            reactor.Post(() => reactor.Observe(LookAsync(connection, requests)));
        }
        else
        {
            _ = LookAsync(connection, requests);
        }
    }

    [SuppressMessage("Design", "CA1031", Justification = "A fault ends one connection, not the process.")]
    private async Task LookAsync(PlainConnection connection, IFirstRequests requests)
    {
        try
        {
            if (!await requests.TryTakeAsync(connection, _unbound.Token))
            {
                GiveToKestrel(connection);
            }
        }
        catch
        {
            connection.Abort();
            throw;
        }
    }

    /// <summary>Kestrel's pool goes on with it. When Kestrel takes no more, it is closed.</summary>
    private void GiveToKestrel(PlainConnection connection)
    {
        if (!_kestrelConnection.Writer.TryWrite(new SocketConnection(connection)))
        {
            connection.Close();
        }
    }
}
