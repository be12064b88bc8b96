using System.Globalization;
using System.Net.Sockets;
using RpcHttpProxy.Client.Http;
using RpcHttpProxy.Core;
using RpcHttpProxy.Core.Channels;
using RpcHttpProxy.Core.VirtualConnections;
using RpcHttpProxy.Protocol;
using RpcHttpProxy.Transport.Channels;

namespace RpcHttpProxy.Client.Channels;

/// <summary>Opens the three channels of one client's virtual connection: two requests, each on a TCP connection of its own, and the way up.</summary>
internal sealed class RequestChannelOpener(RpcHttpConnectionOptions options) : IChannelOpener
{
    // 2.1.2.1.2: the body of a nonreplacement OUT channel request is CONN/A1.
    private const int OutContentLength = 76;

    // Shorter than what opening may take in all, so that the message can say which proxy doesn't answer.
    private static readonly TimeSpan s_connectTimeout = TimeSpan.FromSeconds(20);

    private readonly ProxyUrl _inboundProxy = ProxyUrl.Create(options.InboundProxy);
    private readonly ProxyUrl _outboundProxy = ProxyUrl.Create(options.OutboundProxy);
    private readonly RpcRequestTarget _server = options.ToTarget();
    private volatile RequestChannel? _in;
    private volatile RequestChannel? _out;

    /// <summary>The way up.</summary>
    public UpperChannel Upper { get; } = new();

    /// <summary>The refusal that says most: one with an RPC error, else any.</summary>
    public ProxyRefusal? Refusal
    {
        get
        {
            ProxyRefusal? fromOut = _out?.Refusal;
            ProxyRefusal? fromIn = _in?.Refusal;
            return fromOut?.RpcError is not null ? fromOut : fromIn ?? fromOut;
        }
    }

    public async Task<IByteChannel> OpenAsync(
        Channel channel, VirtualConnection connection, RpcRequestTarget? target, CancellationToken cancellation) => channel.Leg switch
    {
        ChannelLeg.Upper => Upper,
        ChannelLeg.ClientIn => _in = await RequestAsync(
            "inbound proxy", _inboundProxy, ChannelRequestHead.InMethod, options.ChannelLifetime,
            (socket, peer) => new InRequestChannel(socket, peer), cancellation),
        ChannelLeg.ClientOut => _out = await RequestAsync(
            "outbound proxy", _outboundProxy, ChannelRequestHead.OutMethod, OutContentLength,
            (socket, peer) => new OutRequestChannel(socket, peer), cancellation),
        _ => throw new InvalidOperationException($"A client opens no {channel.Leg}."),
    };

    private async Task<RequestChannel> RequestAsync(
        string role, ProxyUrl proxy, string method, long contentLength, Func<Socket, string, RequestChannel> make, CancellationToken cancellation)
    {
        string peer = string.Create(CultureInfo.InvariantCulture, $"{role} {proxy.Authority}");
        Socket socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        RequestChannel? channel = null;
        try
        {
            await ConnectAsync(socket, peer, proxy, cancellation);
            channel = make(socket, peer);
            await channel.WriteAsync(ChannelRequestHead.Format(method, proxy, _server, contentLength));
            return channel;
        }
        catch (Exception exception)
        {
            socket.Dispose();
            if (channel is not null)
            {
                await channel.DisposeAsync();
            }

            if (exception is SocketException or IOException)
            {
                throw new ChannelOpenException(ReasonOf(exception), $"the {peer} can't be reached: {exception.Message}", exception);
            }

            throw;
        }
    }

    private async Task ConnectAsync(Socket socket, string peer, ProxyUrl proxy, CancellationToken cancellation)
    {
        using CancellationTokenSource timeout = new(s_connectTimeout, options.Time);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellation);
        try
        {
            await socket.ConnectAsync(proxy.Host, proxy.Port, either.Token);
        }
        catch (OperationCanceledException exception) when (!cancellation.IsCancellationRequested)
        {
            throw new ChannelOpenException(
                CloseReason.ConnectTimeout, $"the {peer} didn't take the TCP connection within {s_connectTimeout.TotalSeconds:0} s", exception);
        }
    }

    private static CloseReason ReasonOf(Exception exception) => (exception as SocketException)?.SocketErrorCode switch
    {
        SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain => CloseReason.NameUnknown,
        SocketError.TimedOut => CloseReason.ConnectTimeout,
        null => CloseReason.ConnectionError,
        _ => CloseReason.ServerUnreachable,
    };
}
