using System.IO.Pipelines;
using RpcHttpProxy.Engine.Links;
using RpcHttpProxy.Engine.Tests.LineEcho;
using RpcHttpProxy.Simulation.Network;

namespace RpcHttpProxy.Simulation.Tests.LineEcho;

/// <summary>Carries a link over the simulation's wire.</summary>
/// <param name="wire">The wire.</param>
/// <param name="isOpener">Whether this end has opened it.</param>
/// <param name="lingers">Whether the peer's FIN is awaited.</param>
/// <param name="written">Told of what is about to be written, and gives what is written in truth.</param>
internal sealed class SimulatedCarrier(TcpWire wire, bool isOpener, bool lingers, Func<ReadOnlyMemory<byte>, ReadOnlyMemory<byte>> written)
    : LineCarrier(lingers)
{
    public override string Peer => wire.Name;

    protected override PipeReader Input => Incoming.Reader;

    private OneWay Incoming => isOpener ? wire.Down : wire.Up;

    private OneWay Outgoing => isOpener ? wire.Up : wire.Down;

    protected override ValueTask<LinkEnd> AfterInputAsync(CancellationToken cancellation) => new(new LinkEnd(LinkEndCause.Peer, "it is gone"));

    protected override ValueTask WriteBytesAsync(ReadOnlyMemory<byte> output) => Outgoing.WriteAsync(written(output));

    protected override ValueTask FinishAsync()
    {
        Outgoing.Finish();
        return ValueTask.CompletedTask;
    }

    protected override void AbortOutput() => wire.Abort(isOpener);

    protected override ValueTask DisposeAsync()
    {
        wire.Close(isOpener);
        return ValueTask.CompletedTask;
    }
}
