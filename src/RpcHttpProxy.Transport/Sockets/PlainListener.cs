using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using RpcHttpProxy.Engine.Reactors;

namespace RpcHttpProxy.Transport.Sockets;

/// <summary>Listens for Kestrel at one address.</summary>
internal sealed class PlainListener : IConnectionListener
{
    /* As Kestrel's own transport. */
    private const int Backlog = 512;

    /* Ours: the pause after a failed accept, which would otherwise fail again at once when descriptors are short. */
    private static readonly TimeSpan s_acceptBackoff = TimeSpan.FromMilliseconds(100);

    private readonly Socket _socket;
    private readonly ReactorSet? _reactors;
    private readonly Action<EndPoint, SocketException>? _acceptFailed;

    /// <summary>Listens. Throws an <see cref="AddressInUseException"/> when the address is taken.</summary>
    public PlainListener(IPEndPoint address, ReactorSet? reactors, Action<EndPoint, SocketException>? acceptFailed)
    {
        _reactors = reactors;
        _acceptFailed = acceptFailed;
        _socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        if (address.Address.Equals(IPAddress.IPv6Any))
        {
            _socket.DualMode = true;
        }

        try
        {
            _socket.Bind(address);
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.AddressAlreadyInUse)
        {
            _socket.Dispose();
            throw new AddressInUseException(e.Message, e);
        }

        _socket.Listen(Backlog);
        EndPoint = _socket.LocalEndPoint!;
    }

    /// <inheritdoc/>
    public EndPoint EndPoint { get; }

    /// <inheritdoc/>
    public async ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default)
    {
        while (true)
        {
            try
            {
                return Take(await _socket.AcceptAsync(cancellationToken));
            }
            catch (Exception e) when (e is ObjectDisposedException or SocketException { SocketErrorCode: SocketError.OperationAborted })
            {
                return null;
            }
            catch (SocketException e)
            {
                _acceptFailed?.Invoke(EndPoint, e);
                await Task.Delay(s_acceptBackoff, cancellationToken);
            }
        }
    }

    /// <summary>Throws a <see cref="SocketException"/> for a client that is gone again.</summary>
    private SocketConnection Take(Socket socket)
    {
        try
        {
            return new SocketConnection(socket, _reactors?.Next());
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public ValueTask UnbindAsync(CancellationToken cancellationToken = default)
    {
        _socket.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _socket.Dispose();
        return ValueTask.CompletedTask;
    }
}
