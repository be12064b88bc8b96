namespace RpcHttpProxy.Simulation.Wires;

/// <summary>What a wire carries.</summary>
internal enum WireKind
{
    /// <summary>An IN channel request, from client to inbound proxy.</summary>
    InRequest,

    /// <summary>An OUT channel request, from client to outbound proxy, and its response.</summary>
    OutRequest,

    /// <summary>A TCP connection from a proxy to the server.</summary>
    Tcp,
}
