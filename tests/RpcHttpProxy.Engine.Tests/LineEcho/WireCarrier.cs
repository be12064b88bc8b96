using System.IO.Pipelines;
using RpcHttpProxy.Engine.Links;

namespace RpcHttpProxy.Engine.Tests.LineEcho;

/// <summary>Carries a link over a <see cref="Wire"/>.</summary>
internal sealed class WireCarrier(Wire wire, bool lingers = false) : LineCarrier(lingers)
{
    public override string Peer => "a wire";

    protected override PipeReader Input => wire.Input;

    protected override async ValueTask<LinkEnd> AfterInputAsync(CancellationToken cancellation)
    {
        await wire.Gone.Task.WaitAsync(cancellation);
        return new LinkEnd(LinkEndCause.Peer, "it is gone");
    }

    /// <summary>A wire that ends short of what was announced is one that its peer has ended.</summary>
    protected override LinkEnd EndOf(Exception failure, bool hasRest) =>
        failure is EndOfStreamException ? new LinkEnd(LinkEndCause.Peer, failure.Message) : base.EndOf(failure, hasRest);

    /// <summary>Goes with what is written next.</summary>
    protected override ValueTask WriteHeadAsync()
    {
        wire.Output.Write("OK\n");
        return default;
    }

    protected override async ValueTask WriteBytesAsync(ReadOnlyMemory<byte> output)
    {
        FlushResult result = await wire.Output.WriteAsync(output);
        if (result.IsCanceled)
        {
            throw new IOException("the wire is reset");
        }
    }

    protected override ValueTask FinishAsync() => wire.Output.CompleteAsync();

    protected override void AbortOutput()
    {
        wire.Output.CancelPendingFlush();
        wire.Output.Complete(new IOException("the wire is reset"));
    }

    protected override async ValueTask DisposeAsync()
    {
        await wire.Output.CompleteAsync();
        await wire.Input.CompleteAsync();
    }
}
