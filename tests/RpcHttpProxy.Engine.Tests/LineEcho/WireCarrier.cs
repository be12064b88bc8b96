using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using RpcHttpProxy.Engine.Links;

namespace RpcHttpProxy.Engine.Tests.LineEcho;

/// <summary>Carries a link over a <see cref="Wire"/>. Each peer greets with the line <c>LINE/1</c> before anything else.</summary>
internal sealed class WireCarrier(Wire wire, bool lingers = false) : PipeCarrier
{
    public const string Greeting = "LINE/1";

    public override string Peer => "a wire";

    public override bool LingersForPeer => lingers;

    protected override PipeReader Input => wire.Input;

    protected override async ValueTask<LinkEnd?> ReadHeadAsync(CancellationToken cancellation)
    {
        while (true)
        {
            ReadResult result = await Input.ReadAsync(cancellation);
            ReadOnlySequence<byte> bytes = result.Buffer;
            bool isWhole = Line.TryRead(ref bytes, out string line);
            Input.AdvanceTo(bytes.Start, isWhole ? bytes.Start : bytes.End);
            if (isWhole)
            {
                return line == Greeting ? null : new LinkEnd(LinkEndCause.Protocol, "an unknown greeting");
            }

            if (result.IsCompleted)
            {
                return new LinkEnd(LinkEndCause.Peer, "it went without a greeting");
            }
        }
    }

    protected override async ValueTask<LinkEnd> AfterInputAsync(CancellationToken cancellation)
    {
        await wire.Gone.Task.WaitAsync(cancellation);
        return new LinkEnd(LinkEndCause.Peer, "it is gone");
    }

    /// <summary>A wire that ends short of what was announced is one that its peer has ended.</summary>
    protected override LinkEnd EndOf(Exception failure, bool hasRest) =>
        failure is EndOfStreamException ? new LinkEnd(LinkEndCause.Peer, failure.Message) : base.EndOf(failure, hasRest);

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

    protected override async ValueTask WriteEndAsync(LinkEnding ending)
    {
        if (ending == LinkEnding.Refuse)
        {
            await WriteBytesAsync(Encoding.ASCII.GetBytes($"ERR {((LineLink)Link).Answer}\n"));
        }

        await wire.Output.CompleteAsync();
    }

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
