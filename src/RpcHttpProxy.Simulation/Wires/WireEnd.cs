using System.IO.Pipelines;
using RpcHttpProxy.Core;
using RpcHttpProxy.Simulation.Network;
using RpcHttpProxy.Transport.Channels;

namespace RpcHttpProxy.Simulation.Wires;

/// <summary>One end of a wire, as the production code's channels see theirs.</summary>
internal abstract class WireEnd(Wire wire, bool isOpener, IWireObserver witness) : IChannelTransport
{
    private bool _isClosed;

    public PipeReader Input => Incoming.Reader;

    public string Peer => Wire.Name;

    public virtual bool LingersForPeer => true;

    public Wire Wire { get; } = wire;

    protected IWireObserver WireObserver { get; } = witness;

    protected OneWay Outgoing => isOpener ? Wire.Up : Wire.Down;

    protected OneWay Incoming => isOpener ? Wire.Down : Wire.Up;

    public virtual ValueTask<ChannelEnd?> ReadHeadAsync(CancellationToken cancellation) => new((ChannelEnd?)null);

    public virtual ValueTask<ChannelEnd> AfterInputAsync(CancellationToken cancellation) => new(ChannelEnd.ClosedByPeer);

    public virtual ValueTask SendHeadAsync() => ValueTask.CompletedTask;

    public virtual ValueTask WriteAsync(ReadOnlyMemory<byte> bytes) => Outgoing.WriteAsync(WireObserver.Writing(Wire, isOpener, bytes));

    public virtual ValueTask FailAsync(CloseReason reason) => FinishAsync();

    public ValueTask FinishAsync()
    {
        WireObserver.Ended(Wire, isOpener, isAbort: false);
        Outgoing.Finish();
        return ValueTask.CompletedTask;
    }

    public void Abort()
    {
        WireObserver.Ended(Wire, isOpener, isAbort: true);
        Wire.Abort(isOpener);
    }

    public ValueTask DisposeAsync()
    {
        if (!_isClosed)
        {
            _isClosed = true;
            Wire.Close(isOpener);
        }

        return ValueTask.CompletedTask;
    }

    /// <summary>Waits for the head of a response; the end when there is none to come.</summary>
    protected async ValueTask<ChannelEnd?> HeadAsync(CancellationToken cancellation)
    {
        while (Incoming.Reader.Head is null)
        {
            if (Incoming.Reader.Failure is { } failure)
            {
                return new ChannelEnd(CloseReason.ConnectionError, failure);
            }

            if (Incoming.Reader.IsFinished)
            {
                return ChannelEnd.ClosedByPeer;
            }

            await Incoming.Reader.ChangedAsync(cancellation);
        }

        return Incoming.Reader.Head.Refusal is { } error ? new ChannelEnd(CloseReason.RequestRefused, $"503 RPC Error: {error:X}") : null;
    }
}
