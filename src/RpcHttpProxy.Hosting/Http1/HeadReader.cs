using System.Buffers;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core.Internal.Http;

namespace RpcHttpProxy.Hosting.Http1;

/// <summary>
/// Reads the heads of a connection's requests, one after another, with Kestrel's parser and Kestrel's answers to what it doesn't take. A calculation: bytes
/// go in, and are looked at once, but for those of a line that isn't all there.
/// </summary>
internal sealed class HeadReader
{
    /* RFC 9113, 3.4: the first line of a client that speaks HTTP/2. */
    private static ReadOnlySpan<byte> Http2Line => "PRI * HTTP/2.0\r\n"u8;

    private readonly HttpParser<HeadHandler> _parser;
    private readonly HeadHandler _handler;
    private readonly HeadLimits _limits;
    private readonly bool _isEncrypted;
    private State _state;
    private long _headerBytesLeft;
    private bool _isFirst = true;

    /// <param name="limits">How large a head may be.</param>
    /// <param name="isEncrypted">Whether the bytes came through TLS, where a client that speaks HTTP/2 has been told already that nobody else does.</param>
    public HeadReader(HeadLimits limits, bool isEncrypted = false)
    {
        RpcHttpProxyExtensions.RefuseLineFeeds(); // the parser asks for it when it is made
        _parser = new HttpParser<HeadHandler>(showErrorDetails: false);
        _handler = new HeadHandler(limits.HeaderCount);
        _limits = limits;
        _isEncrypted = isEncrypted;
        _headerBytesLeft = AllowedHeaderBytes;
    }

    private enum State
    {
        Pending,
        Line,
        Headers,
    }

    // The empty line at the end isn't counted.
    private long AllowedHeaderBytes => (long)_limits.HeaderBytes + 2;

    /// <summary>Takes what it can off the front of <paramref name="buffer"/>; once it has refused it must not be called again.</summary>
    /// <param name="buffer">Bytes that were received and not taken yet.</param>
    /// <param name="isEnd">Whether the client sends no more.</param>
    /// <param name="head">The request's head, when it is complete.</param>
    /// <param name="refusal">The answer, when it is refused.</param>
    public HeadResult Read(ref ReadOnlySequence<byte> buffer, bool isEnd, out RequestHead? head, out HeadRefusal? refusal)
    {
        head = null;
        ReadOnlySequence<byte> all = buffer;
        bool isComplete = TryRead(ref buffer, out refusal);
        if (refusal == HeadRefusal.VersionNotSupported && _isFirst && !_isEncrypted && StartsHttp2(all))
        {
            refusal = HeadRefusal.Http2;
        }

        if (refusal is null && isEnd && !isComplete && _state != State.Pending)
        {
            refusal = HeadRefusal.Malformed; // cut off
        }

        if (refusal is not null)
        {
            return HeadResult.Refused;
        }

        if (!isComplete)
        {
            return isEnd ? HeadResult.Ended : HeadResult.NeedMoreData;
        }

        head = _handler.Head;
        _handler.Reset();
        (_state, _headerBytesLeft, _isFirst) = (State.Pending, AllowedHeaderBytes, false);
        return HeadResult.Complete;
    }

    private bool TryRead(ref ReadOnlySequence<byte> buffer, out HeadRefusal? refusal)
    {
        var reader = new SequenceReader<byte>(buffer);
        bool isComplete = false;
        refusal = null;
        try
        {
            isComplete = (_state != State.Pending || TryBegin(ref reader))
                && (_state == State.Headers || TryReadLine(ref reader, ref refusal))
                && TryReadHeaders(ref reader, ref refusal);
            refusal = _handler.Refusal ?? refusal;
        }
        catch (BadHttpRequestException e)
        {
            refusal = _handler.Refusal
                ?? (e.StatusCode == StatusCodes.Status505HttpVersionNotsupported ? HeadRefusal.VersionNotSupported : HeadRefusal.Malformed);
        }

        buffer = buffer.Slice(reader.Position);
        return isComplete;
    }

    /// <summary>Skips empty lines in front of a request (RFC 9112, 2.2), of which there may be any number.</summary>
    private bool TryBegin(ref SequenceReader<byte> reader)
    {
        reader.AdvancePastAny((byte)'\r', (byte)'\n');
        if (reader.End)
        {
            return false;
        }

        _state = State.Line;
        return true;
    }

    private bool TryReadLine(ref SequenceReader<byte> reader, ref HeadRefusal? refusal)
    {
        bool isTooMuch = reader.Remaining >= _limits.RequestLine;
        SequenceReader<byte> line = isTooMuch ? new SequenceReader<byte>(reader.UnreadSequence.Slice(0, _limits.RequestLine)) : reader;
        long before = line.Consumed;
        if (!_parser.ParseRequestLine(_handler, ref line))
        {
            refusal = isTooMuch ? HeadRefusal.LineTooLong : null;
            return false;
        }

        reader.Advance(line.Consumed - before);
        _state = State.Headers;
        return _handler.Refusal is null;
    }

    private bool TryReadHeaders(ref SequenceReader<byte> reader, ref HeadRefusal? refusal)
    {
        bool isTooMuch = reader.Remaining > _headerBytesLeft;
        SequenceReader<byte> fields = isTooMuch ? new SequenceReader<byte>(reader.UnreadSequence.Slice(0, _headerBytesLeft)) : reader;
        long before = fields.Consumed;
        bool isComplete = _parser.ParseHeaders(_handler, ref fields);
        if (!isComplete && isTooMuch)
        {
            refusal = HeadRefusal.HeadersTooLarge;
        }

        _headerBytesLeft -= fields.Consumed - before;
        reader.Advance(fields.Consumed - before);
        return isComplete;
    }

    private static bool StartsHttp2(ReadOnlySequence<byte> bytes)
    {
        Span<byte> line = stackalloc byte[16];
        if (bytes.Length < line.Length)
        {
            return false;
        }

        bytes.Slice(0, line.Length).CopyTo(line);
        return line.SequenceEqual(Http2Line);
    }
}
