namespace RpcHttpProxy.Client;

/// <summary>Which role of a proxy an echo request asks (2.1.2.1.5).</summary>
public enum EchoMethod
{
    /// <summary>RPC_IN_DATA: the inbound proxy.</summary>
    In,

    /// <summary>RPC_OUT_DATA: the outbound proxy.</summary>
    Out,
}
