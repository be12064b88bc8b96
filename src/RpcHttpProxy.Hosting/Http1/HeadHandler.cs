using System.Buffers.Text;
using System.Text;
using Microsoft.AspNetCore.Server.Kestrel.Core.Internal.Http;
using RpcHttpProxy.Edge;

namespace RpcHttpProxy.Hosting.Http1;

/// <summary>Puts together what Kestrel's parser finds. The first fault counts, and what comes after it doesn't.</summary>
internal sealed class HeadHandler(int maxFields) : IHttpRequestLineHandler, IHttpHeadersHandler
{
    private static readonly UTF8Encoding s_strictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>What was found so far.</summary>
    public RequestHead Head { get; private set; } = new();

    /// <summary>Null as long as nothing is wrong.</summary>
    public HeadRefusal? Refusal { get; private set; }

    /// <summary>Begins with the next request.</summary>
    public void Reset()
    {
        Head = new RequestHead();
        Refusal = null;
    }

    /// <inheritdoc/>
    public void OnStartLine(HttpVersionAndMethod versionAndMethod, TargetOffsetPathLength targetPath, Span<byte> startLine)
    {
        Head.Method = Encoding.ASCII.GetString(startLine[..versionAndMethod.MethodEnd]);
        Head.Version = versionAndMethod.Version == HttpVersion.Http10 ? RequestVersion.Http10 : RequestVersion.Http11;
        if (RequestTarget.TryRead(Head.Method, startLine[targetPath.Offset..], targetPath.Length, out RequestTarget target, out HeadRefusal? refusal))
        {
            Head.Target = target;
        }

        Refusal ??= refusal;
    }

    /// <inheritdoc/>
    public void OnHeader(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value) => Refusal ??= Add(name, value);

    /// <inheritdoc/>
    public void OnHeadersComplete(bool endStream) => Refusal ??= HostField.IsAcceptable(Head) ? BodyFields.Settle(Head) : HeadRefusal.Malformed;

    /// <inheritdoc/>
    public void OnStaticIndexedHeader(int index) => throw new NotSupportedException("HTTP/1.x has no indexed headers.");

    /// <inheritdoc/>
    public void OnStaticIndexedHeader(int index, ReadOnlySpan<byte> value) => OnStaticIndexedHeader(index);

    private HeadRefusal? Add(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        if (Head.FieldCount == maxFields)
        {
            return HeadRefusal.HeadersTooLarge;
        }

        if (!Ascii.IsValid(name) || name.Contains((byte)0) || value.Contains((byte)0) || !TryDecode(value, out string text))
        {
            return HeadRefusal.Malformed;
        }

        string key = Encoding.ASCII.GetString(name);
        Head.Add(key, text);
        return key.Equals("Content-Length", StringComparison.OrdinalIgnoreCase) && !TrySetLength(value) ? HeadRefusal.Malformed : null;
    }

    private bool TrySetLength(ReadOnlySpan<byte> value)
    {
        bool isFirst = Head.ContentLength is null;
        bool isLength = Utf8Parser.TryParse(value, out long length, out int read) && length >= 0 && read == value.Length;
        Head.ContentLength = length;
        return isFirst && isLength;
    }

    private static bool TryDecode(ReadOnlySpan<byte> value, out string text)
    {
        try
        {
            text = s_strictUtf8.GetString(value);
            return true;
        }
        catch (DecoderFallbackException)
        {
            text = "";
            return false;
        }
    }
}
