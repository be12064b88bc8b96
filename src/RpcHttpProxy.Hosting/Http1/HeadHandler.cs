using System.Buffers.Text;
using System.Text;
using Microsoft.AspNetCore.Server.Kestrel.Core.Internal.Http;
using RpcHttpProxy.Edge;

namespace RpcHttpProxy.Hosting.Http1;

/// <summary>Puts together what Kestrel's parser finds, and looks at what Kestrel looks at behind its parser.</summary>
internal sealed class HeadHandler(int maxFields) : IHttpRequestLineHandler, IHttpHeadersHandler
{
    /// <summary>What was found so far.</summary>
    public RequestHead Head { get; private set; } = new();

    /// <summary>Whether Kestrel would refuse it.</summary>
    public bool IsRefused { get; private set; }

    /// <summary>Begins with another request.</summary>
    public void Reset()
    {
        Head = new RequestHead();
        IsRefused = false;
    }

    /// <inheritdoc/>
    public void OnStartLine(HttpVersionAndMethod versionAndMethod, TargetOffsetPathLength targetPath, Span<byte> startLine)
    {
        Head.Method = Encoding.ASCII.GetString(startLine[..versionAndMethod.MethodEnd]);
        Head.Version = versionAndMethod.Version == HttpVersion.Http10 ? RequestVersion.Http10 : RequestVersion.Http11;
        IsRefused |= !RequestTarget.TryRead(Head.Method, startLine[targetPath.Offset..], targetPath.Length, out RequestTarget target);
        Head.Target = target;
    }

    /// <inheritdoc/>
    public void OnHeader(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value) => IsRefused |= !TryAdd(name, value);

    /// <inheritdoc/>
    public void OnHeadersComplete(bool endStream) => IsRefused |= !HostField.IsAcceptable(Head) || !BodyFields.TrySettle(Head);

    /// <inheritdoc/>
    public void OnStaticIndexedHeader(int index) => throw new NotSupportedException("HTTP/1.x has no indexed headers.");

    /// <inheritdoc/>
    public void OnStaticIndexedHeader(int index, ReadOnlySpan<byte> value) => OnStaticIndexedHeader(index);

    private bool TryAdd(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        if (Head.FieldCount == maxFields || !Ascii.IsValid(name) || name.Contains((byte)0) || value.Contains((byte)0))
        {
            return false;
        }

        string key = Encoding.ASCII.GetString(name);
        Head.Add(key, Encoding.Latin1.GetString(value)); // octets from 0x80 are opaque: KestrelLimits
        return !key.Equals("Content-Length", StringComparison.OrdinalIgnoreCase) || TrySetLength(value);
    }

    private bool TrySetLength(ReadOnlySpan<byte> value)
    {
        bool isFirst = Head.ContentLength is null;
        bool isLength = Utf8Parser.TryParse(value, out long length, out int read) && length >= 0 && read == value.Length;
        Head.ContentLength = length;
        return isFirst && isLength;
    }
}
