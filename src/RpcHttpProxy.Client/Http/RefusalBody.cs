using System.Buffers;
using System.Collections.Immutable;
using System.IO.Pipelines;
using RpcHttpProxy.Protocol;

namespace RpcHttpProxy.Client.Http;

// [rpch 3.2.2.5.11/11-13] and of the body
/// <summary>The body of a refusal, which may be extended error information (2.1.2.1.3) and is read for nothing else.</summary>
internal static class RefusalBody
{
    // Ours: what a body is worth waiting for. It comes with the head, or the refusal is told without it.
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(1);

    /// <summary>Reads what follows the head. Never throws for the peer's sake: what isn't an extended error, or comes too late, is none.</summary>
    public static async ValueTask<ImmutableArray<ExtendedErrorInfo>> ReadAsync(PipeReader input, HttpResponseHead head, TimeProvider time)
    {
        if (head.HasTransferEncoding || head.ContentLength == 0)
        {
            return [];
        }

        using var patience = new CancellationTokenSource(s_patience, time);
        try
        {
            while (true)
            {
                ReadResult result = await input.ReadAsync(patience.Token);
                ReadOnlySequence<byte> body = result.Buffer.Slice(0, Math.Min(result.Buffer.Length, head.ContentLength ?? long.MaxValue));
                if (result.IsCompleted || body.Length == head.ContentLength || body.Length > EncodedEEInfo.MaxBodyLength || HasLineEnd(body))
                {
                    EncodedEEInfo.DecodeBody(body, out ImmutableArray<ExtendedErrorInfo> sequence);
                    input.AdvanceTo(body.End);
                    return sequence;
                }

                input.AdvanceTo(body.Start, body.End);
            }
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException or ObjectDisposedException)
        {
            return [];
        }
    }

    // CRLF ends the BLOB: nothing behind it is worth waiting for.
    private static bool HasLineEnd(in ReadOnlySequence<byte> body) => body.PositionOf((byte)'\n') is not null;
}
