namespace RpcHttpProxy.Services;

/// <summary>What a PDU meant to the client.</summary>
public enum RpcClientEvent
{
    /// <summary>A fragment of the response; more are to come.</summary>
    NeedMore,

    /// <summary>The interface was accepted; calls may be made.</summary>
    Bound,

    /// <summary>The interface was rejected; <see cref="RpcClientAssociation.Rejection"/> tells why.</summary>
    BindRejected,

    /// <summary>The call succeeded; <see cref="RpcClientAssociation.Response"/> is whole.</summary>
    Response,

    /// <summary>The call, or an alter_context, failed; <see cref="RpcClientAssociation.Fault"/> tells why.</summary>
    Fault,

    /// <summary>The server asks to close the connection (PTYPE shutdown).</summary>
    Shutdown,

    /// <summary>The PDU is malformed, too long in sum, or none that answers what was sent; the connection is of no more use.</summary>
    ProtocolError,
}
