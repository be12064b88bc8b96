namespace RpcHttpProxy.Protocol;

/// <summary>Why bytes are no RTS PDU: the first rule of 2.2.3.6.1, 2.2.3.5 or 2.2.4 that they break.</summary>
public enum RtsFault
{
    /// <summary>They are one.</summary>
    None,

    /// <summary>Fewer than the 20 bytes of the RTS header.</summary>
    TooShort,

    /// <summary>rpc_vers and rpc_vers_minor are not 5.0.</summary>
    Version,

    /// <summary>PTYPE is not 20.</summary>
    PacketType,

    /// <summary>pfc_flags are not exactly PFC_FIRST_FRAG and PFC_LAST_FRAG.</summary>
    PfcFlags,

    /// <summary>packed_drep is not little-endian, ASCII, IEEE.</summary>
    DataRepresentation,

    /// <summary>frag_length is not the length of the PDU.</summary>
    FragLength,

    /// <summary>auth_length is not 0.</summary>
    AuthLength,

    /// <summary>call_id is not 0.</summary>
    CallId,

    /// <summary>A CommandType above 0x0E.</summary>
    CommandType,

    /// <summary>The PDU ends inside a command.</summary>
    CommandTruncated,

    /// <summary>A command carries a value outside the range of its section.</summary>
    CommandRange,

    /// <summary>There are more or fewer commands than NumberOfCommands says.</summary>
    NumberOfCommands,

    /// <summary>No RTS PDU has these flags with these commands in this order.</summary>
    UnknownShape,
}
