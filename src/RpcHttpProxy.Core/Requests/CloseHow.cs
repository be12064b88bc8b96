namespace RpcHttpProxy.Core.Requests;

/// <summary>How a channel is to end.</summary>
public enum CloseHow
{
    /// <summary>With FIN behind its last byte.</summary>
    Finish,

    /// <summary>With <c>503 RPC Error: hex</c> (2.1.2.1.3) where its request has no answer yet; else with FIN.</summary>
    Fail,

    /// <summary>At once, dropping what waits.</summary>
    Abort,
}
