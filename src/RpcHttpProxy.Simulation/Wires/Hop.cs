namespace RpcHttpProxy.Simulation.Wires;

/// <summary>Who says something to whom.</summary>
internal enum Hop
{
    ClientToIn,
    InToServer,
    ServerToIn,
    ServerToOut,
    OutToServer,
    OutToClient,
    ClientToOut,

    /// <summary>From the inbound proxy to the client nothing is ever said; and a TCP connection is nobody's before its first PDU.</summary>
    None,
}
