using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Server.Kestrel.Core.Internal.Http;
using RpcHttpProxy.Edge;

namespace RpcHttpProxy.Hosting.Http1;

/// <summary>Puts together what Kestrel's parser finds, and looks at what Kestrel looks at behind its parser.</summary>
internal sealed class HeadHandler(int maxFields) : IHttpRequestLineHandler, IHttpHeadersHandler
{
    /* Of 2^63 - 1, as DigitsOnly has Kestrel read it. */
    private const int MaxDigits = 19;

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
    public void OnHeadersComplete(bool endStream) => IsRefused |= !HostField.TrySettle(Head) || !BodyFields.TrySettle(Head);

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
        long length = 0;
        bool isLength = value.Length <= MaxDigits && !value.ContainsAnyExceptInRange((byte)'0', (byte)'9') && long.TryParse(value, CultureInfo.InvariantCulture, out length);
        Head.ContentLength = length;
        return isFirst && isLength;
    }
}
