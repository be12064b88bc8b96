using RpcHttpProxy.Core;
using RpcHttpProxy.Simulation.Network;

namespace RpcHttpProxy.Simulation.Wires;

/// <summary>The proxy's end of an IN channel: nothing is ever answered but an error.</summary>
internal sealed class InExchangeEnd(Wire wire, IWireObserver witness) : WireEnd(wire, isOpener: false, witness)
{
    public override ValueTask SendHeadAsync() => throw new NotSupportedException("An IN channel has no response but an error.");

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> bytes) => throw new NotSupportedException("An IN channel carries nothing to the client.");

    public override ValueTask FailAsync(CloseReason reason)
    {
        Outgoing.SendHead(new WireHead(0, reason.ToRpcError()));
        return FinishAsync();
    }
}
