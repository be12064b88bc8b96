using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using RpcHttpProxy.Engine.Links;

namespace RpcHttpProxy.Engine.Tests.LineEcho;

/// <summary>
/// Carries a link of this protocol, over whatever there is to read and to write. Each peer greets with the line <c>LINE/1</c> before anything
/// else; <c>OK</c> is the head of what goes back, and who is refused is told why.
/// </summary>
internal abstract class LineCarrier(bool lingers) : PipeCarrier
{
    public const string Greeting = "LINE/1";

    public override bool LingersForPeer => lingers;

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

    protected override ValueTask WriteHeadAsync() => WriteBytesAsync("OK\n"u8.ToArray());

    protected override async ValueTask WriteEndAsync(LinkEnding ending)
    {
        if (ending == LinkEnding.Refuse)
        {
            await WriteBytesAsync(Encoding.ASCII.GetBytes($"ERR {((LineLink)Link).Answer}\n"));
        }

        await FinishAsync();
    }

    /// <summary>Sends FIN.</summary>
    protected abstract ValueTask FinishAsync();
}
