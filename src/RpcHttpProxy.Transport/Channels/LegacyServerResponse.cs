using System.Buffers;
using System.IO.Pipelines;

namespace RpcHttpProxy.Transport.Channels;

// [rpch 2.1.2.2.1] the legacy server response
// [rpch 3.2.3.5.12/1-2, 3.2.4.5.15/1-2] ignored, and not missed
/// <summary>The fourteen characters with which a server greets each TCP connection; proxies take them and go on (2.1.2.2.1).</summary>
public static class LegacyServerResponse
{
    /// <summary><c>ncacn_http/1.0</c>, 14 bytes, no line end.</summary>
    public static ReadOnlyMemory<byte> Bytes { get; } = "ncacn_http/1.0"u8.ToArray();

    /// <summary>
    /// Finds the end of the response at the start of <paramref name="buffer"/>. False when more bytes are needed to tell. The response may
    /// be missing: then <paramref name="end"/> is the buffer's start. No PDU begins as it does, since a PDU's first byte is 5.
    /// </summary>
    public static bool TryFindEnd(in ReadOnlySequence<byte> buffer, out SequencePosition end)
    {
        end = buffer.Start;
        int length = (int)Math.Min(buffer.Length, Bytes.Length);
        Span<byte> first = stackalloc byte[length];
        buffer.Slice(0, length).CopyTo(first);
        if (!Bytes.Span.StartsWith(first))
        {
            return true;
        }

        if (length < Bytes.Length)
        {
            return false;
        }

        end = buffer.GetPosition(length);
        return true;
    }

    /// <summary>Reads the response, if <paramref name="input"/> begins with it; what doesn't is left to the next reader.</summary>
    internal static async ValueTask SkipAsync(PipeReader input, CancellationToken cancellation)
    {
        while (true)
        {
            ReadResult result = await input.ReadAsync(cancellation);
            if (TryFindEnd(result.Buffer, out SequencePosition end) || result.IsCompleted || result.IsCanceled)
            {
                input.AdvanceTo(end);
                return;
            }

            input.AdvanceTo(result.Buffer.Start, result.Buffer.End);
        }
    }
}
