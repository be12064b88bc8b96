using RpcHttpProxy.Simulation.Network;

namespace RpcHttpProxy.Simulation.Wires;

/// <summary>Sees all that is written to wires, in the order of writing.</summary>
internal interface IWireObserver
{
    /// <summary>Bytes are about to be written. Gives back what is written in truth: the same, unless a fault is planted.</summary>
    ReadOnlyMemory<byte> Writing(Wire wire, bool isUp, ReadOnlyMemory<byte> bytes);

    /// <summary>A response begins.</summary>
    void HeadSent(Wire wire, WireHead head);

    /// <summary>One end sent FIN or RST.</summary>
    void Ended(Wire wire, bool isUp, bool isAbort);
}
