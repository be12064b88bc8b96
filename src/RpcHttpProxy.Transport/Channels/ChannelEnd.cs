using RpcHttpProxy.Core;

namespace RpcHttpProxy.Transport.Channels;

/// <summary>
/// Why a channel is over. <paramref name="Reason"/> null: its peer closed it in order, and the role knows who that is.
/// <paramref name="Detail"/> is for people.
/// </summary>
public sealed record ChannelEnd(CloseReason? Reason, string Detail)
{
    /// <summary>The peer closed in order.</summary>
    public static ChannelEnd ClosedByPeer { get; } = new(null, "the peer closed the channel");
}
