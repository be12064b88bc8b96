using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core.Internal.Http;

namespace RpcHttpProxy.Hosting.Http1;

/// <summary>
/// Reads a request's head with Kestrel's parser, and takes what Kestrel takes: whatever it doesn't take is Kestrel's to wait for, or to refuse. A calculation.
/// One head at a time.
/// </summary>
internal sealed class HeadReader
{
    private const string RefuseLineFeedsSwitch = "Microsoft.AspNetCore.Server.Kestrel.DisableHttp1LineFeedTerminators";

    private readonly HttpParser<HeadHandler> _parser;
    private readonly HeadHandler _handler;
    private readonly HeadLimits _limits;

    /// <param name="limits">How large a head may be.</param>
    public HeadReader(HeadLimits limits)
    {
        RefuseLineFeeds(); // the parser asks for it when it is made
        _parser = new HttpParser<HeadHandler>(showErrorDetails: false);
        _handler = new HeadHandler(limits.HeaderCount);
        _limits = limits;
    }

    // The empty line at the end isn't counted.
    private long AllowedHeaderBytes => (long)_limits.HeaderBytes + 2;

    /// <summary>No line ends but CRLF, for every parser that is made from here on, Kestrel's own too.</summary>
    public static void RefuseLineFeeds() => AppContext.SetSwitch(RefuseLineFeedsSwitch, true);

    /// <summary>False where the bytes don't begin with a whole head, or Kestrel would refuse it.</summary>
    /// <param name="bytes">What came first on a connection, or behind another request.</param>
    /// <param name="head">The head.</param>
    /// <param name="behind">Where it ends.</param>
    public bool TryRead(ReadOnlySequence<byte> bytes, [NotNullWhen(true)] out RequestHead? head, out SequencePosition behind)
    {
        var reader = new SequenceReader<byte>(bytes);
        reader.AdvancePastAny((byte)'\r', (byte)'\n'); // RFC 9112, 2.2: empty lines in front of a request, of which there may be any number
        _handler.Reset();
        bool isRead;
        try
        {
            isRead = TryReadLine(ref reader) && TryReadFields(ref reader);
        }
        catch (BadHttpRequestException)
        {
            isRead = false;
        }

        head = isRead && !_handler.IsRefused ? _handler.Head : null;
        behind = reader.Position;
        return head is not null;
    }

    private bool TryReadLine(ref SequenceReader<byte> reader)
    {
        SequenceReader<byte> line = AtMost(_limits.RequestLine, reader);
        long before = line.Consumed;
        bool isRead = _parser.ParseRequestLine(_handler, ref line);
        reader.Advance(line.Consumed - before);
        return isRead;
    }

    private bool TryReadFields(ref SequenceReader<byte> reader)
    {
        SequenceReader<byte> fields = AtMost(AllowedHeaderBytes, reader);
        long before = fields.Consumed;
        bool isRead = _parser.ParseHeaders(_handler, ref fields);
        reader.Advance(fields.Consumed - before);
        return isRead;
    }

    private static SequenceReader<byte> AtMost(long length, SequenceReader<byte> reader) =>
        reader.Remaining > length ? new SequenceReader<byte>(reader.UnreadSequence.Slice(0, length)) : reader;
}
