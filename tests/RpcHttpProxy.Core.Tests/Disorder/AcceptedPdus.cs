using RpcHttpProxy.Core.Channels;

namespace RpcHttpProxy.Core.Tests.Disorder;

/// <summary>What becomes of an RTS PDU that is accepted.</summary>
internal enum Fate
{
    /// <summary>An event of the role's machine.</summary>
    Event,

    /// <summary>Consumed, no event.</summary>
    Consumed,

    /// <summary>Passed on unchanged to the leg that is named.</summary>
    Forwarded,
}

/// <summary>One row: on this leg, in these states, this PDU has this fate.</summary>
internal sealed record Accepted(RoleName Role, ChannelLeg Leg, string Pdu, string[] States, Fate Fate, ChannelLeg To = ChannelLeg.Unknown);

/// <summary>
/// Everything that is accepted, by section 3.2; whatever is not in here ends the connection. PDUs are named as <c>SamplePdus.All</c> does.
/// </summary>
internal static class AcceptedPdus
{
    public static Accepted[] All { get; } =
    [
        new(RoleName.Client, ChannelLeg.ClientOut, "CONN_A3", ["Wait_A3W"], Fate.Event),                                        // 3.2.2.5.3
        new(RoleName.Client, ChannelLeg.ClientOut, "CONN_C1", ["Wait_C2"], Fate.Event),                                         // bytes of C2
        new(RoleName.Client, ChannelLeg.ClientOut, "CONN_C2", ["Wait_C2"], Fate.Event),                                         // 3.2.2.5.4
        new(RoleName.Client, ChannelLeg.ClientOut, "Ping", ["Wait_C2", "Opened"], Fate.Consumed),                               // 2.2.4.49
        new(RoleName.Client, ChannelLeg.ClientOut, "FlowControlAck for FDClient", ["Opened"], Fate.Consumed),                   // 3.2.1.5.1.2

        new(RoleName.InboundProxy, ChannelLeg.ClientIn, "CONN_B1", ["Open_Start"], Fate.Event),                                 // 3.2.3.5.3
        new(RoleName.InboundProxy, ChannelLeg.ServerIn, "CONN_B3", ["B3W"], Fate.Event),                                        // 3.2.3.5.4
        new(RoleName.InboundProxy, ChannelLeg.ClientIn, "Ping", ["B3W_Connecting", "B3W", "Opened"], Fate.Consumed),            // 2.2.4.49
        new(RoleName.InboundProxy, ChannelLeg.ClientIn, "KeepAlive", ["B3W_Connecting", "B3W", "Opened"], Fate.Consumed),       // 2.2.4.46
        new(RoleName.InboundProxy, ChannelLeg.ServerIn, "FlowControlAck", ["Opened"], Fate.Consumed),                           // 3.2.1.5.1.2
        new(RoleName.InboundProxy, ChannelLeg.ServerIn, "FlowControlAck for FDInProxy", ["Opened"], Fate.Consumed),
        new(RoleName.InboundProxy, ChannelLeg.ClientIn, "FlowControlAck for FDInProxy", ["Opened"], Fate.Consumed),
        new(RoleName.InboundProxy, ChannelLeg.ClientIn, "FlowControlAck for FDOutProxy", ["B3W", "Opened"], Fate.Forwarded, ChannelLeg.ServerIn),
        new(RoleName.InboundProxy, ChannelLeg.ClientIn, "FlowControlAck for FDServer", ["B3W", "Opened"], Fate.Forwarded, ChannelLeg.ServerIn),
        new(RoleName.InboundProxy, ChannelLeg.ClientIn, "FlowControlAck for FDClient", ["B3W", "Opened"], Fate.Forwarded, ChannelLeg.ServerIn),

        new(RoleName.OutboundProxy, ChannelLeg.ClientOut, "CONN_A1", ["Open_Start"], Fate.Event),                               // 3.2.4.5.3
        new(RoleName.OutboundProxy, ChannelLeg.ServerOut, "CONN_C1", ["C1W"], Fate.Event),                                      // 3.2.4.5.4
        new(RoleName.OutboundProxy, ChannelLeg.ServerOut, "CONN_C2", ["C1W"], Fate.Event),                                      // bytes of C1
        new(RoleName.OutboundProxy, ChannelLeg.ServerOut, "FlowControlAck for FDOutProxy", ["Opened"], Fate.Consumed),          // 3.2.1.5.1.2
        new(RoleName.OutboundProxy, ChannelLeg.ServerOut, "FlowControlAck for FDClient", ["Opened"], Fate.Forwarded, ChannelLeg.ClientOut),

        new(RoleName.Server, ChannelLeg.ServerOut, "CONN_A2", ["Open_Start", "A2W"], Fate.Event),                               // 3.2.5.5.3
        new(RoleName.Server, ChannelLeg.ServerIn, "CONN_B2", ["Open_Start", "B2W"], Fate.Event),                                // 3.2.5.5.4
        new(RoleName.Server, ChannelLeg.ServerOut, "PingTrafficSentNotify", ["B2W", "ServiceW", "Opened"], Fate.Consumed),      // 3.2.5.5.14
        new(RoleName.Server, ChannelLeg.ServerOut, "FlowControlAck", ["Opened"], Fate.Consumed),                                // 3.2.1.5.1.2
        new(RoleName.Server, ChannelLeg.ServerOut, "FlowControlAck for FDServer", ["Opened"], Fate.Consumed),
        new(RoleName.Server, ChannelLeg.ServerIn, "FlowControlAck for FDServer", ["Opened"], Fate.Consumed),
        new(RoleName.Server, ChannelLeg.ServerOut, "FlowControlAck for FDInProxy", ["Opened"], Fate.Forwarded, ChannelLeg.ServerIn),
        new(RoleName.Server, ChannelLeg.ServerIn, "FlowControlAck for FDOutProxy", ["Opened"], Fate.Forwarded, ChannelLeg.ServerOut),
        new(RoleName.Server, ChannelLeg.ServerIn, "FlowControlAck for FDClient", ["Opened"], Fate.Forwarded, ChannelLeg.ServerOut),
    ];
}
