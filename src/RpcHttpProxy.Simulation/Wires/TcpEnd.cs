namespace RpcHttpProxy.Simulation.Wires;

/// <summary>An end of the TCP connection between proxy and server.</summary>
internal sealed class TcpEnd(Wire wire, bool isOpener, IWireObserver witness) : WireEnd(wire, isOpener, witness);
