using System.Text.Json.Serialization;

namespace RpcHttpProxy.Tracing;

/// <summary>What a <see cref="TraceEvent"/> tells; written in kebab case ("channel-opened").</summary>
[JsonConverter(typeof(TraceEventKindConverter))]
public enum TraceEventKind
{
    /// <summary>A state machine moved: Machine, Trigger, From, To, Effects.</summary>
    Transition,

    /// <summary>A PDU or HTTP head left for Peer: Pdu, Length, Channel.</summary>
    Sent,

    /// <summary>A PDU or HTTP head came from Peer: Pdu, Length, Channel.</summary>
    Received,

    /// <summary>A timer elapsed: its name in Trigger.</summary>
    Timer,

    /// <summary>The virtual connection got its row in the cookie table of this role.</summary>
    Opened,

    /// <summary>The virtual connection ended at this role: Reason.</summary>
    Closed,

    /// <summary>A channel (HTTP exchange or TCP connection) joined the virtual connection: Channel, Peer.</summary>
    ChannelOpened,

    /// <summary>A channel ended: Channel, Reason.</summary>
    ChannelClosed,
}
