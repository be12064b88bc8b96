using RpcHttpProxy.Simulation.Wires;
using RpcHttpProxy.Tracing;

namespace RpcHttpProxy.Simulation.Parties;

/// <summary>Sees the world's wires and traces, and ends the run when something isn't as it must be.</summary>
internal interface IObserver : IWireObserver, ITraceSink
{
    /// <summary>Something isn't as it must be.</summary>
    void Violate(string invariant, string what);
}
