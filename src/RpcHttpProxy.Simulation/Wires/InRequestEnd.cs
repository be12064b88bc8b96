using RpcHttpProxy.Transport.Channels;

namespace RpcHttpProxy.Simulation.Wires;

/// <summary>The client's end of an IN channel: as RpcHttpProxy.Client has it, it waits for nothing but the refusal or the end.</summary>
internal sealed class InRequestEnd(Wire wire, IWireObserver witness) : WireEnd(wire, isOpener: true, witness)
{
    public override bool LingersForPeer => false;

    public override ValueTask<ChannelEnd?> ReadHeadAsync(CancellationToken cancellation) => HeadAsync(CancellationToken.None);
}
