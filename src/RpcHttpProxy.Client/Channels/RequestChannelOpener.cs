using System.IO.Pipelines;
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
    // 2.1.2.1.2: the body of a nonreplacement OUT channel request is CONN/A1; of a replacement, OUT_R1/A3 and A11 or OUT_R2/A3 and C1.
    private const int OutContentLength = 76;
    private const int ReplacementOutContentLength = 120;

    // Shorter than what opening may take in all, so that the message can say which proxy doesn't answer.
    private static readonly TimeSpan s_connectTimeout = TimeSpan.FromSeconds(20);

    private readonly ProxyUrl[] _inboundProxies = [.. ((IEnumerable<Uri>)[options.InboundProxy, .. options.MoreInboundProxies]).Select(ProxyUrl.Create)];
    private readonly ProxyUrl[] _outboundProxies = [.. ((IEnumerable<Uri>)[options.OutboundProxy, .. options.MoreOutboundProxies]).Select(ProxyUrl.Create)];
    private int _inChannels;
    private int _outChannels;
    private readonly TcpDialer _dialer = new(s_connectTimeout, options.Time);
    private readonly RpcRequestTarget _server = options.ToTarget();
    private volatile RequestChannel? _in;
    private volatile RequestChannel? _out;

    /// <summary>The way up: the role's end and the program's.</summary>
    public (PipeChannel Channel, IDuplexPipe Other) Upper { get; } = PipeChannel.CreatePair("higher layer");

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
        Channel channel, VirtualConnection connection, ServerGrant? grant, CancellationToken cancellation) => channel.Leg switch
    {
        ChannelLeg.Upper => Upper.Channel,
        ChannelLeg.ClientIn => _in = await RequestAsync(
            "inbound proxy", _inboundProxies[_inChannels++ % _inboundProxies.Length], ChannelRequestHead.InMethod, options.ChannelLifetime,
            (tcp, peer) => new InRequestChannel(tcp, peer), cancellation),
        ChannelLeg.ClientOut => _out = await RequestAsync(
            "outbound proxy", _outboundProxies[_outChannels++ % _outboundProxies.Length], ChannelRequestHead.OutMethod,
            connection.IsOpened ? ReplacementOutContentLength : OutContentLength,
            (tcp, peer) => new OutRequestChannel(tcp, peer), cancellation),
        _ => throw new InvalidOperationException($"A client opens no {channel.Leg}."),
    };

    private async Task<RequestChannel> RequestAsync(
        string role, ProxyUrl proxy, string method, long contentLength, Func<TcpChannel, string, RequestChannel> make, CancellationToken cancellation)
    {
        Socket socket;
        try
        {
            socket = await _dialer.ConnectAsync(proxy.Host, proxy.Port, cancellation);
        }
        catch (ChannelOpenException exception)
        {
            throw new ChannelOpenException(exception.Reason, $"the {role}: {exception.Message}", exception);
        }

        RequestChannel channel = make(new TcpChannel(socket), $"{role} {proxy.Authority}");
        try
        {
            await channel.WriteAsync(ChannelRequestHead.Format(method, proxy, _server, contentLength));
            return channel;
        }
        catch (Exception exception)
        {
            await channel.DisposeAsync();
            throw new ChannelOpenException(
                CloseReason.ConnectionError, $"the channel request to {channel.Peer} couldn't be sent: {exception.Message}", exception);
        }
    }
}
