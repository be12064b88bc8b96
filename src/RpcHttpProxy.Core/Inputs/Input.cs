using RpcHttpProxy.Core.Channels;
using RpcHttpProxy.Protocol;

namespace RpcHttpProxy.Core.Inputs;

/// <summary>
/// What may happen to a virtual connection, but for bytes, which have a way of their own (see
/// <see cref="VirtualConnections.VirtualConnection.Receive"/>).
/// </summary>
public abstract record Input
{
    private Input()
    {
    }

    /// <summary>The higher layer asks to open the connection (client only, 3.2.2.4.1).</summary>
    public sealed record OpenRequested : Input;

    /// <summary>An RTS PDU was read from a channel and decoded.</summary>
    internal sealed record RtsReceived(Channel Channel, RtsPdu Pdu) : Input;

    /// <summary>A channel that <see cref="Requests.Request.Open"/> asked for is there.</summary>
    public sealed record Connected(Channel Channel) : Input;

    /// <summary>A channel that was asked for can't be had. <paramref name="Detail"/> is for people.</summary>
    public sealed record ConnectFailed(Channel Channel, CloseReason Reason, string Detail) : Input;

    /// <summary>The outbound proxy answered the OUT channel request with 200 (client only, 3.2.2.5.2).</summary>
    public sealed record OutChannelResponse(Channel Channel) : Input;

    /// <summary>An echo request instead of a channel request (3.2.3.5.9, 3.2.4.5.13).</summary>
    public sealed record EchoRequest(Channel Channel) : Input;

    /// <summary>A channel is over: its peer closed it, it broke, or what came on it can't be read.</summary>
    public sealed record ChannelClosed(Channel Channel, CloseReason Reason, string Detail) : Input;

    /// <summary>A fence has been written, and with it all that was to go before it on this channel.</summary>
    internal sealed record Drained(Channel Channel) : Input;

    /// <summary>A timer that was set has elapsed.</summary>
    public sealed record TimerElapsed(TimerKind Timer) : Input;

    /// <summary>This side wants the connection closed.</summary>
    public sealed record CloseRequested(CloseReason Reason, string Detail) : Input;
}
