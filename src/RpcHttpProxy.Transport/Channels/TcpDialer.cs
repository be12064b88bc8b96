using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Sockets;
using RpcHttpProxy.Core;
using RpcHttpProxy.Engine.Reactors;
using RpcHttpProxy.Engine.Sockets;
using RpcHttpProxy.Transport.Sockets;

namespace RpcHttpProxy.Transport.Channels;

/// <summary>Establishes TCP connections: resolves a name and tries its addresses in order until one answers.</summary>
/// <param name="timeout">How long it all may take. Each address gets an equal share of what is left, so that a dead one can't take it all.</param>
/// <param name="time">The clock.</param>
/// <param name="resolver">Who knows the addresses of names; the system when left out.</param>
/// <param name="sockets">How many sockets may be open at once; any number when left out.</param>
/// <param name="reactors">Who waits for the connection; the runtime's socket threads when left out. Such a socket doesn't know its peer: <see cref="PeerOf"/> does.</param>
public sealed class TcpDialer(
    TimeSpan timeout, TimeProvider time, INameResolver? resolver = null, SocketQuota? sockets = null, ReactorSet? reactors = null)
{
    /* Names that this process's own configuration asks for: a client's proxies, a backend's service. */
    private const string Ourselves = "";

    private readonly SocketQuota _sockets = sockets ?? new SocketQuota();
    private readonly INameResolver _resolver = resolver ?? SystemNameResolver.Instance;

    /// <summary>What a connected socket is connected to; null when it is connected no longer.</summary>
    public static IPEndPoint? PeerOf(Socket socket) => (socket as QuotaSocket)?.Peer ?? socket.RemoteEndPoint as IPEndPoint;

    /// <summary>
    /// A connected socket, the caller's to dispose of. <paramref name="host"/> is a name or an IP address. Throws
    /// <see cref="ChannelOpenException"/> with NameUnknown, ServerUnreachable, ConnectTimeout or TooManyConnections.
    /// </summary>
    public Task<Socket> ConnectAsync(string host, int port, CancellationToken cancellation) =>
        ConnectAsync(host, port, Ourselves, static addresses => addresses, cancellation);

    /// <summary>
    /// The same for <paramref name="requester"/>, who has a share of the name look-ups, to those of the addresses that
    /// <paramref name="select"/> returns, in its order: the name is resolved once, and what was looked at is what is connected to. It may
    /// throw a <see cref="ChannelOpenException"/> of its own.
    /// </summary>
    public async Task<Socket> ConnectAsync(
        string host, int port, string requester, Func<IReadOnlyList<IPAddress>, IReadOnlyList<IPAddress>> select, CancellationToken cancellation)
    {
        long begun = time.GetTimestamp();
        IReadOnlyList<IPAddress> addresses = IPAddress.TryParse(host, out IPAddress? literal) ? [literal] : await ResolveAsync(host, port, requester, cancellation);
        return await ConnectAsync(select(addresses), host, port, begun, cancellation);
    }

    private async Task<IReadOnlyList<IPAddress>> ResolveAsync(string host, int port, string requester, CancellationToken cancellation)
    {
        using var late = new CancellationTokenSource(timeout, time);
        await using CancellationTokenRegistration either = CancelWith(late, cancellation);
        try
        {
            return await _resolver.ResolveAsync(host, requester, late.Token);
        }
        catch (OperationCanceledException e) when (!cancellation.IsCancellationRequested)
        {
            throw new ChannelOpenException(
                CloseReason.ConnectTimeout, $"The name of {host}:{port} wasn't resolved within {timeout.TotalSeconds:0.###} s.", e);
        }
        catch (SocketException e)
        {
            CloseReason reason = e.SocketErrorCode == SocketError.TimedOut ? CloseReason.ConnectTimeout : CloseReason.NameUnknown;
            throw new ChannelOpenException(reason, $"The name of {host}:{port} can't be resolved: {e.Message}.", e);
        }
    }

    private async Task<Socket> ConnectAsync(IReadOnlyList<IPAddress> addresses, string host, int port, long begun, CancellationToken cancellation)
    {
        ChannelOpenException? last = null;
        for (int i = 0; i < addresses.Count; i++)
        {
            TimeSpan share = (timeout - time.GetElapsedTime(begun)) / (addresses.Count - i);
            if (share <= TimeSpan.Zero)
            {
                break;
            }

            try
            {
                return await ConnectAsync(new IPEndPoint(addresses[i], port), host, share, cancellation);
            }
            catch (ChannelOpenException e)
            {
                last = e;
            }
        }

        throw last ?? TimedOut(host, port, null);
    }

    [SuppressMessage("Reliability", "CA2000", Justification = "The socket is the caller's when connected, and disposed of when not.")]
    private async Task<Socket> ConnectAsync(IPEndPoint address, string host, TimeSpan share, CancellationToken cancellation)
    {
        QuotaSocket socket = Open(address, host);
        using var late = new CancellationTokenSource(share, time);
        await using CancellationTokenRegistration either = CancelWith(late, cancellation);
        try
        {
            await (reactors?.Next() is EpollReactor epoll
                ? SocketConnect.ConnectAsync(socket, address, epoll, late.Token)
                : socket.ConnectAsync(address, late.Token).AsTask());
            socket.Peer = address;
            return socket;
        }
        catch (OperationCanceledException e) when (!cancellation.IsCancellationRequested)
        {
            socket.Dispose();
            throw TimedOut(host, address.Port, e);
        }
        catch (SocketException e)
        {
            socket.Dispose();
            CloseReason reason = e.SocketErrorCode == SocketError.TimedOut ? CloseReason.ConnectTimeout : CloseReason.ServerUnreachable;
            string at = address.Address.ToString() == host ? "" : $" at {address}";
            throw new ChannelOpenException(reason, $"{host}:{address.Port}{at} can't be reached: {e.Message}.", e);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private QuotaSocket Open(IPEndPoint address, string host)
    {
        if (!_sockets.TryTake())
        {
            throw new ChannelOpenException(
                CloseReason.TooManyConnections, $"{host}:{address.Port} isn't connected to: {_sockets.Max} connections to servers are open, and no more may be.");
        }

        try
        {
            var socket = new QuotaSocket(address.AddressFamily, _sockets);
            TcpSettings.Apply(socket);
            return socket;
        }
        catch (SocketException e)
        {
            _sockets.Return();
            throw new ChannelOpenException(CloseReason.ServerUnreachable, $"{host}:{address.Port} can't be reached: {e.Message}.", e);
        }
    }

    private static CancellationTokenRegistration CancelWith(CancellationTokenSource late, CancellationToken cancellation) =>
        cancellation.UnsafeRegister(static source => ((CancellationTokenSource)source!).Cancel(), late);

    private ChannelOpenException TimedOut(string host, int port, Exception? inner) =>
        new(CloseReason.ConnectTimeout, $"{host}:{port} didn't take the connection within {timeout.TotalSeconds:0.###} s.", inner);
}
