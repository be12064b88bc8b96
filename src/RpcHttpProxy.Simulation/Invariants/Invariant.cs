using RpcHttpProxy.Protocol;
using RpcHttpProxy.Simulation.Network;
using RpcHttpProxy.Simulation.Parties;
using RpcHttpProxy.Simulation.Wires;
using RpcHttpProxy.Tracing;

namespace RpcHttpProxy.Simulation.Invariants;

/// <summary>Something that holds in every run. Sees what happens and says when it doesn't.</summary>
internal abstract class Invariant(World world)
{
    protected World World { get; } = world;

    /// <summary>Its name in reports.</summary>
    public abstract string Name { get; }

    /// <summary>A role has written bytes to a wire, whatever a traitor makes of them.</summary>
    public virtual void Written(Wire wire, bool isUp, int count)
    {
    }

    /// <summary>A PDU is written to a wire; <paramref name="rts"/> is null for an RPC PDU.</summary>
    public virtual void Pdu(Wire wire, bool isUp, RtsPdu? rts, int length)
    {
    }

    /// <summary>A response begins.</summary>
    public virtual void HeadSent(Wire wire, WireHead head)
    {
    }

    /// <summary>An end of a wire sent FIN or RST.</summary>
    public virtual void Ended(Wire wire, bool isUp, bool isAbort)
    {
    }

    /// <summary>A role told the trace something.</summary>
    public virtual void Told(TraceEvent traceEvent)
    {
    }

    /// <summary>Asked now and then.</summary>
    public virtual void Meanwhile()
    {
    }

    /// <summary>Asked when nothing is left to happen.</summary>
    public virtual void AtEnd()
    {
    }

    protected void Violate(string what) => World.Violate(Name, what);
}
