using System.IO.Pipelines;
using RpcHttpProxy.Core;
using RpcHttpProxy.Simulation.Network;
using RpcHttpProxy.Transport.Channels;

namespace RpcHttpProxy.Simulation.Wires;

/// <summary>The way between a role and the program above it.</summary>
internal sealed class UpperEnd(OneWay submitted, Func<ReadOnlyMemory<byte>, ValueTask> deliver, Action ended) : IChannelTransport
{
    private bool _isEnded;

    public PipeReader Input => submitted.Reader;

    public string Peer => "higher layer";

    public ValueTask<ChannelEnd?> ReadHeadAsync(CancellationToken cancellation) => new((ChannelEnd?)null);

    public ValueTask<ChannelEnd> AfterInputAsync(CancellationToken cancellation) => new(ChannelEnd.ClosedByPeer);

    public ValueTask SendHeadAsync() => ValueTask.CompletedTask;

    public ValueTask WriteAsync(ReadOnlyMemory<byte> bytes) => _isEnded ? throw new IOException("the higher layer has ended") : deliver(bytes);

    public ValueTask FailAsync(CloseReason reason) => FinishAsync();

    public ValueTask FinishAsync()
    {
        End();
        return ValueTask.CompletedTask;
    }

    public void Abort()
    {
        End();
        submitted.Reader.Fail("aborted", discards: true);
    }

    public ValueTask DisposeAsync()
    {
        End();
        return ValueTask.CompletedTask;
    }

    private void End()
    {
        if (!_isEnded)
        {
            _isEnded = true;
            submitted.Break("the connection is over", discards: true);
            ended();
        }
    }
}
