using RpcHttpProxy.Transport.Channels;

namespace RpcHttpProxy.Simulation.Wires;

/// <summary>The client's end of an OUT channel: a short request, and a response that carries the PDUs.</summary>
internal sealed class OutRequestEnd(Wire wire, IWireObserver witness) : WireEnd(wire, isOpener: true, witness)
{
    public override ValueTask<ChannelEnd?> ReadHeadAsync(CancellationToken cancellation) => HeadAsync(cancellation);
}
