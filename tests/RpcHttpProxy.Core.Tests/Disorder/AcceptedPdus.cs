using RpcHttpProxy.Core.Channels;
using RpcHttpProxy.Core.Tests.Roles;

namespace RpcHttpProxy.Core.Tests.Disorder;

/// <summary>What becomes of an RTS PDU that is accepted.</summary>
internal enum Fate
{
    /// <summary>An event of the role's machine, which moves.</summary>
    Event,

    /// <summary>An event of the role's machine that is answered or passed on under another name; the state stays.</summary>
    Handled,

    /// <summary>Consumed, no event, nothing follows.</summary>
    Consumed,

    /// <summary>Consumed, no event; it sets a timer or an interval.</summary>
    Noted,

    /// <summary>Passed on unchanged to the leg that is named.</summary>
    Forwarded,

    /// <summary>An event that ends the successor, which it doesn't name; the connection goes on.</summary>
    TurnedAway,
}

/// <summary>The younger of two channels on a leg, or the only one and the elder of two.</summary>
internal enum Which
{
    /// <summary>The only channel on the leg, or the predecessor.</summary>
    First,

    /// <summary>The successor.</summary>
    Successor,

    /// <summary>Either.</summary>
    Any,
}

/// <summary>Some PDUs: on this leg, in these states, they have this fate.</summary>
internal sealed record Accepted(RoleName Role, ChannelLeg Leg, Which Which, string[] Pdus, string[] States, Fate Fate, ChannelLeg To = ChannelLeg.Unknown);

/// <summary>
/// Everything that is accepted, by section 3.2; whatever is not in here ends the connection. PDUs are named as <c>SamplePdus.All</c> does;
/// those that share their bytes share a row.
/// </summary>
internal static class AcceptedPdus
{
    private static readonly string[] _connC = ["CONN_C1", "CONN_C2"];
    private static readonly string[] _inA1 = ["IN_R1_A1", "IN_R2_A1"];
    private static readonly string[] _inA3 = ["IN_R1_A3", "IN_R1_A4", "IN_R2_A3", "IN_R2_A4"];
    private static readonly string[] _outA1 = ["OUT_R1_A1", "OUT_R1_A2", "OUT_R2_A1", "OUT_R2_A2"];
    private static readonly string[] _outA3 = ["OUT_R1_A3", "OUT_R2_A3"];
    private static readonly string[] _outR1A5 = ["OUT_R1_A5", "OUT_R1_A6"];
    private static readonly string[] _outR2A5 = ["OUT_R2_A5", "OUT_R2_A6"];
    private static readonly string[] _outR1A7 = ["OUT_R1_A7", "OUT_R1_A8", "OUT_R2_A8"]; // the last has the bytes of the second
    private static readonly string[] _outA7 = [.. _outR1A7, "OUT_R2_A7"];
    private static readonly string[] _cookie = ["IN_R1_A5", "IN_R1_A6", "IN_R2_A2", "IN_R2_A5", "OUT_R2_A4"];
    private static readonly string[] _ance = ["OUT_R1_A9", "OUT_R1_A10", "OUT_R1_A11", "OUT_R2_B1"];

    private static readonly string[] _inboundAnnounced = ["B3W", "Wait_B2", "Opened", "Opened_A5W", "Draining"];
    private static readonly string[] _inboundLive = ["B3W_Connecting", "Wait_B2_Connecting", .. _inboundAnnounced];
    private static readonly string[] _outboundOpened =
        ["A11W", "Opened", "B1OrC1W", "B1W", "R2C1W_Draining", "Opened_Draining", "R2C1W"];

    public static Accepted[] All { get; } =
    [
        new(RoleName.Client, ChannelLeg.ClientOut, Which.First, ["CONN_A3"], ["Wait_A3W"], Fate.Event),                         // [rpch 3.2.2.5.3/1-2]
        new(RoleName.Client, ChannelLeg.ClientOut, Which.First, _connC, ["Wait_C2"], Fate.Event),                               // [rpch 3.2.2.5.4/1-2]
        new(RoleName.Client, ChannelLeg.ClientOut, Which.Any, _inA3, In(RoleName.Client, "Opened_A4W"), Fate.Event),            // [rpch 3.2.2.5.5/1-2]
        new(RoleName.Client, ChannelLeg.ClientOut, Which.First, _outA1, Out(RoleName.Client, "Opened"), Fate.Event),            // [rpch 3.2.2.5.6/1-2]
        new(RoleName.Client, ChannelLeg.ClientOut, Which.First, _outR1A5, Out(RoleName.Client, "Opened_A6W"), Fate.Event),      // [rpch 3.2.2.5.7/1-2]
        new(RoleName.Client, ChannelLeg.ClientOut, Which.First, _ance, Out(RoleName.Client, "Opened_A10W"), Fate.Event),        // [rpch 3.2.2.5.8/1-2]
        new(RoleName.Client, ChannelLeg.ClientOut, Which.First, _outR2A5, Out(RoleName.Client, "Opened_A6W"), Fate.Event),      // [rpch 3.2.2.5.9/1-2]
        new(RoleName.Client, ChannelLeg.ClientOut, Which.First, ["OUT_R2_B3"], Out(RoleName.Client, "B3W"), Fate.Event),        // [rpch 3.2.2.5.10/1-2]
        new(RoleName.Client, ChannelLeg.ClientOut, Which.Any, ["Ping"], ["Wait_C2", .. Opened(RoleName.Client)], Fate.Consumed), // 2.2.4.49
        new(RoleName.Client, ChannelLeg.ClientOut, Which.Any, ["FlowControlAck for FDClient"], Opened(RoleName.Client), Fate.Consumed), // 3.2.1.5.1.2

        new(RoleName.InboundProxy, ChannelLeg.ClientIn, Which.First, ["CONN_B1"], ["Open_Start"], Fate.Event),                  // [rpch 3.2.3.5.3/1-2]
        new(RoleName.InboundProxy, ChannelLeg.ServerIn, Which.First, ["CONN_B3"], ["B3W"], Fate.Event),                         // [rpch 3.2.3.5.4/1-2]
        new(RoleName.InboundProxy, ChannelLeg.ClientIn, Which.First, _inA1, ["Open_Start"], Fate.Event),                        // 3.2.3.5.5.2
        new(RoleName.InboundProxy, ChannelLeg.ClientIn, Which.First, _cookie, ["Opened", "Opened_A5W"], Fate.Event),            // [rpch 3.2.3.5.6/1-2, 3.2.3.5.8/1-3]
        new(RoleName.InboundProxy, ChannelLeg.ServerIn, Which.First, ["IN_R1_B2"], ["Wait_B2"], Fate.Event),                    // [rpch 3.2.3.5.7/1-2]
        new(RoleName.InboundProxy, ChannelLeg.ClientIn, Which.Any, ["Ping"], _inboundLive, Fate.Consumed),                      // 2.2.4.49
        new(RoleName.InboundProxy, ChannelLeg.ClientIn, Which.Any, ["KeepAlive"], _inboundLive, Fate.Noted),                    // 2.2.4.46
        new(RoleName.InboundProxy, ChannelLeg.ServerIn, Which.First, ["FlowControlAck", "FlowControlAck for FDInProxy"],
            ["Opened", "Opened_A5W", "Draining"], Fate.Consumed),                                                               // 3.2.1.5.1.2
        new(RoleName.InboundProxy, ChannelLeg.ClientIn, Which.Any, ["FlowControlAck for FDInProxy"], ["Opened", "Opened_A5W"], Fate.Consumed),
        new(RoleName.InboundProxy, ChannelLeg.ClientIn, Which.Any,
            ["FlowControlAck for FDOutProxy", "FlowControlAck for FDServer", "FlowControlAck for FDClient", .. _outA7, .. _inA3, .. _outR2A5],
            _inboundAnnounced, Fate.Forwarded, ChannelLeg.ServerIn),                                                            // [rpch 3.2.1.5.2/3, 3.2.1.5.2/6-7]

        new(RoleName.OutboundProxy, ChannelLeg.ClientOut, Which.First, ["CONN_A1"], ["Open_Start"], Fate.Event),                // [rpch 3.2.4.5.3/1-2]
        new(RoleName.OutboundProxy, ChannelLeg.ServerOut, Which.First, _connC, ["C1W"], Fate.Event),                            // [rpch 3.2.4.5.4/1-2]
        new(RoleName.OutboundProxy, ChannelLeg.ServerOut, Which.First, _outA1,
            ["A11W", "Opened", "R2C1W_Draining", "Opened_Draining", "R2C1W"], Fate.Handled),                                    // [rpch 3.2.4.5.5/1-2]
        new(RoleName.OutboundProxy, ChannelLeg.ClientOut, Which.First, _outA3, ["Open_Start"], Fate.Event),                     // 3.2.4.5.6.2
        new(RoleName.OutboundProxy, ChannelLeg.ServerOut, Which.First, _outR1A5, ["Opened"], Fate.Handled),                     // [rpch 3.2.4.5.7/1-2]
        new(RoleName.OutboundProxy, ChannelLeg.ServerOut, Which.First, _ance, ["Opened", "B1OrC1W", "B1W"], Fate.Event),        // [rpch 3.2.4.5.8/1-2, 3.2.4.5.10/1-2]
        new(RoleName.OutboundProxy, ChannelLeg.ClientOut, Which.First, _ance, ["A11W"], Fate.Event),                            // [rpch 3.2.4.5.9/1-2]
        new(RoleName.OutboundProxy, ChannelLeg.ClientOut, Which.Successor, ["OUT_R2_C1"], ["B1OrC1W", "R2C1W_Draining"], Fate.Event), // [rpch 3.2.4.5.11/1-2]
        new(RoleName.OutboundProxy, ChannelLeg.ClientOut, Which.First, ["OUT_R2_C1"], ["R2C1W"], Fate.Event),                   // [rpch 3.2.4.5.11/1-2]
        new(RoleName.OutboundProxy, ChannelLeg.ServerOut, Which.First, ["OUT_R2_B2"], ["B1OrC1W", "B1W"], Fate.Event),          // [rpch 3.2.4.5.12/1-2]
        new(RoleName.OutboundProxy, ChannelLeg.ServerOut, Which.First, ["FlowControlAck for FDOutProxy"], ["Opened"], Fate.Noted), // the ping timer
        new(RoleName.OutboundProxy, ChannelLeg.ServerOut, Which.First, ["FlowControlAck for FDOutProxy"],
            [.. _outboundOpened.Except(["Opened"]), "Draining"], Fate.Consumed),                                                // 3.2.1.5.1.2
        new(RoleName.OutboundProxy, ChannelLeg.ServerOut, Which.First, ["FlowControlAck for FDClient", .. _inA3, .. _outR2A5],
            _outboundOpened, Fate.Forwarded, ChannelLeg.ClientOut),                                                             // [rpch 3.2.1.5.2/3, 3.2.1.5.2/6-7]

        new(RoleName.Server, ChannelLeg.ServerOut, Which.First, ["CONN_A2"], ["Open_Start", "A2W"], Fate.Event),                // 3.2.5.5.3
        new(RoleName.Server, ChannelLeg.ServerIn, Which.First, ["CONN_B2"], ["Open_Start", "B2W"], Fate.Event),                 // 3.2.5.5.4
        new(RoleName.Server, ChannelLeg.ServerIn, Which.First, _cookie, In(RoleName.Server, "A6W"), Fate.Event),                // [rpch 3.2.5.5.6/1-2]
        new(RoleName.Server, ChannelLeg.ServerIn, Which.First, ["IN_R1_B1"], In(RoleName.Server, "Opened_B1W"), Fate.Event),    // [rpch 3.2.5.5.7/1-2]
        new(RoleName.Server, ChannelLeg.ServerIn, Which.First, _cookie, In(RoleName.Server, "Opened"), Fate.Handled),           // [rpch 3.2.5.5.8/1-2]
        new(RoleName.Server, ChannelLeg.ServerIn, Which.Any, _outR1A7, Out(RoleName.Server, "Opened_A8W"), Fate.Event),         // [rpch 3.2.5.5.10/1-2]
        new(RoleName.Server, ChannelLeg.ServerIn, Which.Any, _outA7, Out(RoleName.Server, "Opened_R2A8W"), Fate.Event),         // [rpch 3.2.5.5.12/1-2]
        new(RoleName.Server, ChannelLeg.ServerOut, Which.First, _cookie, Out(RoleName.Server, "Opened_A4W"), Fate.Event),       // [rpch 3.2.5.5.11/1-2]
        new(RoleName.Server, ChannelLeg.ServerOut, Which.Any, ["PingTrafficSentNotify"],
            ["B2W", "ServiceW", .. Opened(RoleName.Server)], Fate.Noted),                                                       // 3.2.5.5.14
        new(RoleName.Server, ChannelLeg.ServerOut, Which.Any, ["FlowControlAck", "FlowControlAck for FDServer"],
            Opened(RoleName.Server), Fate.Consumed),                                                                            // 3.2.1.5.1.2
        new(RoleName.Server, ChannelLeg.ServerIn, Which.Any, ["FlowControlAck for FDServer"], Opened(RoleName.Server), Fate.Consumed),
        new(RoleName.Server, ChannelLeg.ServerOut, Which.Any, ["FlowControlAck for FDInProxy"],
            Opened(RoleName.Server), Fate.Forwarded, ChannelLeg.ServerIn),                                                      // [rpch 3.2.1.5.2/3, 3.2.1.5.2/6-7]
        new(RoleName.Server, ChannelLeg.ServerIn, Which.Any,
            ["FlowControlAck for FDOutProxy", "FlowControlAck for FDClient", .. _inA3, .. _outR2A5],
            Opened(RoleName.Server), Fate.Forwarded, ChannelLeg.ServerOut),
    ];

    /// <summary>The states opened of a client or server, whatever is being recycled.</summary>
    private static string[] Opened(RoleName role) => [.. Stage.LivingStates(role).Where(state => state.StartsWith("Opened/", StringComparison.Ordinal))];

    /// <summary>Those in which the virtual IN channel is in this state.</summary>
    private static string[] In(RoleName role, string inState) => [.. Opened(role).Where(state => state.Split('/')[1] == inState)];

    /// <summary>Those in which the virtual OUT channel is in this state.</summary>
    private static string[] Out(RoleName role, string outState) => [.. Opened(role).Where(state => state.Split('/')[2] == outState)];
}
