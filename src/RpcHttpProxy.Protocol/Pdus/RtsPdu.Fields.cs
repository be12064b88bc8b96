using System.Net;

namespace RpcHttpProxy.Protocol;

/// <content>
/// The fields by the names that 2.2.4 gives them. Asking a PDU for a field it does not have is a programmer's error and throws
/// <see cref="InvalidOperationException"/>.
/// </content>
public sealed partial class RtsPdu
{
    /* The place of a cookie among the cookies of its PDU tells its meaning (2.2.3.5.4):
       one: successor.  two (CONN): virtual connection, channel.  three (recycling): virtual connection, predecessor, successor. */
    private const int CookiesOfSuccession = 1;
    private const int CookiesOfOpening = 2;
    private const int CookiesOfRecycling = 3;

    /// <summary>The virtual connection, in CONN/A1, A2, B1, B2, IN_R1/A1, A2, IN_R2/A1, OUT_R1/A3, A4 and OUT_R2/A3.</summary>
    public RtsCookie VirtualConnectionCookie => Cookie(0, CookiesOfOpening, CookiesOfRecycling);

    /// <summary>The IN or OUT channel being opened, in CONN/A1, A2, B1 and B2.</summary>
    public RtsCookie ChannelCookie => Cookie(1, CookiesOfOpening);

    /// <summary>The channel being replaced, in IN_R1/A1, A2, IN_R2/A1, OUT_R1/A3, A4 and OUT_R2/A3.</summary>
    public RtsCookie PredecessorChannelCookie => Cookie(1, CookiesOfRecycling);

    /// <summary>The replacing channel: the last cookie of every recycling PDU that has cookies.</summary>
    public RtsCookie SuccessorChannelCookie => Cookie(^1, CookiesOfSuccession, CookiesOfRecycling);

    /// <summary>In bytes, 8 192 to 262 144.</summary>
    public uint ReceiveWindowSize => The<ReceiveWindowSizeCommand>().ReceiveWindowSize;

    /// <summary>In milliseconds, 120 000 to 14 400 000.</summary>
    public uint ConnectionTimeout => The<ConnectionTimeoutCommand>().Milliseconds;

    /// <summary>In bytes, 128 KiB to 2 GiB.</summary>
    public uint ChannelLifetime => The<ChannelLifetimeCommand>().ChannelLifetime;

    /// <summary>In milliseconds as sent, 0 or at least 60 000; what 0 means: <see cref="ClientKeepaliveCommand.Effective"/>.</summary>
    public uint ClientKeepalive => The<ClientKeepaliveCommand>().ClientKeepalive;

    /// <summary>The client's association group.</summary>
    public RtsCookie AssociationGroupId => The<AssociationGroupIdCommand>().AssociationGroupId;

    /// <summary>The client's address; one that came IPv4-mapped is given as IPv4.</summary>
    public IPAddress ClientAddress => ClientAddressCommand.Normalize(The<ClientAddressCommand>().Address);

    /// <summary>Whom it is to be forwarded to, or null when it carries no Destination command.</summary>
    public ForwardDestination? Destination => Find<DestinationCommand>()?.Destination;

    /// <summary>The flow control acknowledgment.</summary>
    public FlowControlAcknowledgment Ack => The<FlowControlAckCommand>().Ack;

    /// <summary>In bytes; its receiver has to set a bound of its own (2.2.3.5.15).</summary>
    public uint PingTrafficSent => The<PingTrafficSentNotifyCommand>().PingTrafficSent;

    private TCommand The<TCommand>()
        where TCommand : RtsCommand =>
        Find<TCommand>() ?? throw new InvalidOperationException($"{Name} has no {typeof(TCommand).Name}.");

    // No LINQ: every acknowledgment is asked for its destination, and its ImmutableArray would be boxed for each.
    private TCommand? Find<TCommand>()
        where TCommand : RtsCommand
    {
        foreach (RtsCommand command in Commands)
        {
            if (command is TCommand wanted)
            {
                return wanted;
            }
        }

        return null;
    }

    private RtsCookie Cookie(Index index, params ReadOnlySpan<int> countsWithThisField)
    {
        RtsCookie[] cookies = [.. Commands.OfType<CookieCommand>().Select(command => command.Cookie)];
        if (countsWithThisField.Contains(cookies.Length))
        {
            return cookies[index];
        }

        throw new InvalidOperationException($"{Name} has no such cookie.");
    }
}
