namespace RpcHttpProxy.Core.Requests;

/// <summary>In which way an RTS PDU was put on its channel.</summary>
public enum SentHow
{
    /// <summary>Made by this role; it passes the RPC PDUs that wait.</summary>
    Originated,

    /// <summary>Passed on unchanged (3.2.1.5.2); it passes the RPC PDUs that wait.</summary>
    Forwarded,

    /// <summary>Made by this role and sent behind all RPC PDUs that wait: a fence.</summary>
    BehindQueue,
}
