using RpcHttpProxy.Simulation.Wires;

namespace RpcHttpProxy.Simulation;

/// <summary>A fault planted to prove that the invariants find it: it changes what a role has written.</summary>
internal interface IPlantedBug
{
    /// <summary>What goes out instead of <paramref name="bytes"/>, which are whole PDUs when a role has written them.</summary>
    ReadOnlyMemory<byte> Rewrite(Wire wire, bool isUp, ReadOnlyMemory<byte> bytes);
}
