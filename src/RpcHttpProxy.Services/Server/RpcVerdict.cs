namespace RpcHttpProxy.Services;

/// <summary>Whether a connection goes on, or why it ends.</summary>
public enum RpcVerdict
{
    /// <summary>Go on.</summary>
    Continue,

    /// <summary>The peer closed the connection, or it broke, between two PDUs.</summary>
    PeerEnded,

    /// <summary>The connection ended in the middle of a PDU.</summary>
    Truncated,

    /// <summary>What arrived cannot begin a PDU, or is longer than the largest fragment agreed to.</summary>
    NotAPdu,

    /// <summary>The lengths in the PDU's header contradict the PDU.</summary>
    MalformedPdu,

    /// <summary>rpc_vers is not 5. A bind has been answered with bind_nak.</summary>
    UnsupportedVersion,

    /// <summary>The PDU is not little-endian. It has been answered with bind_nak or fault.</summary>
    UnsupportedDataRepresentation,

    /// <summary>A PDU type that no client sends.</summary>
    UnexpectedPdu,

    /// <summary>The bind has been answered with bind_nak.</summary>
    BindRejected,

    /// <summary>The PDU breaks the sequence of the protocol. It has been answered with nca_s_proto_error.</summary>
    ProtocolError,

    /// <summary>A request's last fragment didn't come in time.</summary>
    RequestTimedOut,
}
