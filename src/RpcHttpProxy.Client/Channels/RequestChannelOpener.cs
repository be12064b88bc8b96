using System.IO.Pipelines;
using RpcHttpProxy.Client.Authentication;
using RpcHttpProxy.Client.Http;
using RpcHttpProxy.Core;
using RpcHttpProxy.Core.Channels;
using RpcHttpProxy.Core.VirtualConnections;
using RpcHttpProxy.Protocol;
using RpcHttpProxy.Transport.Channels;

namespace RpcHttpProxy.Client.Channels;

// [rpch 2.1.2.1.2/7] Content-Length 76, of a replacement 120
// [rpch 2.1.2.1/7] the client makes them, the proxies receive them
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
    private readonly ProxyDialer _dialer = new(options.Tls, s_connectTimeout, options.Time);
    private readonly RpcRequestTarget _server = options.ToTarget();
    private volatile RequestChannel? _in;
    private volatile RequestChannel? _out;

    /// <summary>The way up: the role's end and the program's.</summary>
    public (PipeChannel Channel, IDuplexPipe Other) Upper { get; } = PipeChannel.CreatePair("higher layer");

    /// <summary>Why a connection couldn't be authenticated; null while none has failed.</summary>
    public AuthenticationFailedException? AuthenticationFailure { get; private set; }

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

    /// <summary>Ends the channels at once, whatever is under way on them.</summary>
    public void Abort()
    {
        _in?.Abort();
        _out?.Abort();
    }

    public async Task<IChannelTransport> OpenAsync(
        Channel channel, VirtualConnection connection, ServerGrant? grant, CancellationToken cancellation) => channel.Leg switch
        {
            ChannelLeg.Upper => Upper.Channel,
            ChannelLeg.ClientIn => _in = await RequestAsync(
                "inbound proxy", _inboundProxies[_inChannels++ % _inboundProxies.Length], ChannelRequestHead.InMethod, options.ChannelLifetime,
                (proxy, peer) => new InRequestChannel(proxy, peer, options.Time), cancellation),
            ChannelLeg.ClientOut => _out = await RequestAsync(
                "outbound proxy", _outboundProxies[_outChannels++ % _outboundProxies.Length], ChannelRequestHead.OutMethod,
                connection.IsOpened ? ReplacementOutContentLength : OutContentLength,
                (proxy, peer) => new OutRequestChannel(proxy, peer, options.Time), cancellation),
            _ => throw new InvalidOperationException($"A client opens no {channel.Leg}."),
        };

    private async Task<RequestChannel> RequestAsync(
        string role, ProxyUrl proxy, string method, long contentLength, Func<ProxyConnection, string, RequestChannel> make, CancellationToken cancellation)
    {
        string peer = $"{role} {proxy.Authority}";
        ProxyConnection connection;
        try
        {
            connection = await _dialer.ConnectAsync(proxy, cancellation);
        }
        catch (ChannelOpenException exception)
        {
            throw new ChannelOpenException(exception.Reason, $"the {role}: {exception.Message}", exception);
        }

        try
        {
            string? authorization = await AuthorizeAsync(connection, proxy, method, peer, cancellation);
            await connection.WriteAsync(ChannelRequestHead.Format(method, proxy, _server, contentLength, authorization), cancellation);
            return make(connection, peer);
        }
        catch (Exception exception)
        {
            await connection.DisposeAsync();
            throw exception switch
            {
                AuthenticationFailedException failed => new ChannelOpenException(CloseReason.RequestRefused, failed.Message, Note(failed)),
                IOException => new ChannelOpenException(
                    CloseReason.ConnectionError, $"the channel request to {peer} couldn't be sent: {exception.Message}", exception),
                _ => exception,
            };
        }
    }

    private async Task<string?> AuthorizeAsync(
        ProxyConnection connection, ProxyUrl proxy, string method, string peer, CancellationToken cancellation)
    {
        if (options.Credentials is null)
        {
            return null;
        }

        using CancellationTokenSource late = new(s_connectTimeout, options.Time);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(cancellation, late.Token);
        try
        {
            return await new ConnectionAuthenticator(options.Credentials).AuthorizeAsync(
                connection, proxy, peer, authorization => ChannelRequestHead.Format(method, proxy, _server, 0, authorization), either.Token);
        }
        catch (OperationCanceledException exception) when (!cancellation.IsCancellationRequested)
        {
            throw new ChannelOpenException(
                CloseReason.ConnectTimeout, $"{peer} didn't authenticate the client within {s_connectTimeout.TotalSeconds:0.###} s", exception);
        }
    }

    private AuthenticationFailedException Note(AuthenticationFailedException failed) => AuthenticationFailure ??= failed;
}
