using System.Globalization;
using RpcHttpProxy.Protocol;

namespace RpcHttpProxy.Transport.Channels;

/// <summary>The HTTP responses of a proxy, as they stand on the wire.</summary>
public static class HttpResponseText
{
    /// <summary><c>100 Continue</c>.</summary>
    internal static ReadOnlyMemory<byte> Continue { get; } = "HTTP/1.1 100 Continue\r\n\r\n"u8.ToArray();

    // [rpch 2.1.2.1.4/2, 3.2.4.5.3/7, 3.2.4.5.9/7] Content-Type: application/rpc
    // [rpch 2.1.2.1.4/3, 3.2.4.5.3/4, 3.2.4.5.9/4] HTTP/1.1
    // [rpch 2.1.2.1.4/4, 3.2.4.5.3/5, 3.2.4.5.9/5] 200
    // [rpch 2.1.2.1.4/5, 3.2.4.5.3/6, 3.2.4.5.9/6] Success
    /// <summary>
    /// The OUT channel response header (2.1.2.1.4). <c>X-Accel-Buffering: no</c> keeps nginx in front, with its default
    /// <c>proxy_buffering on</c>, from holding back the PDUs behind it until its buffer is full.
    /// </summary>
    /// <param name="lifetime">The channel's lifetime in bytes, 128 KiB–2 GiB.</param>
    /// <param name="proof">WWW-Authenticate's value that proves to the client who the proxy is (RFC 4559, 5); null for none.</param>
    public static string OutChannel(long lifetime, string? proof = null)
    {
        string more = proof is null ? "" : $"WWW-Authenticate: {proof}\r\n";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"HTTP/1.1 200 Success\r\n{more}Content-Type: application/rpc\r\nContent-Length: {lifetime}\r\nX-Accel-Buffering: no\r\n\r\n");
    }

    // [rpch 3.2.3.5.11/1] 503
    /// <summary>A channel request's failure (2.1.2.1.3): HTTP/1.0, and no body, since that may be nothing but extended error information.</summary>
    public static string RpcError(uint error) => RpcError(RpcErrorText.Format(error), "");

    /// <summary>The same with extended error information (<see cref="EncodedEEInfo"/>) in reason phrase and body.</summary>
    public static string RpcError(uint error, string encodedEEInfo) =>
        RpcError(RpcErrorText.Format(error, encodedEEInfo), EncodedEEInfo.FormatBody(encodedEEInfo));

    private static string RpcError(string reasonPhrase, string body) => string.Create(
        CultureInfo.InvariantCulture,
        $"HTTP/1.0 {RpcErrorText.StatusCode} {reasonPhrase}\r\nContent-Length: {body.Length}\r\nConnection: close\r\n\r\n{body}");

    /// <summary>A request that is no channel request: one sentence as its body, ASCII.</summary>
    /// <param name="status">The status code.</param>
    /// <param name="phrase">The reason phrase.</param>
    /// <param name="sentence">The body.</param>
    /// <param name="now">The time, for Date, which answers below 500 must have (RFC 9110, 6.6.1).</param>
    /// <param name="isHead">The request was HEAD: the length is told, and the body left out (RFC 9110, 9.3.2).</param>
    /// <param name="headers">Headers this status asks for, as <c>Allow: GET</c>.</param>
    public static string Refusal(int status, string phrase, string sentence, DateTimeOffset now, bool isHead, params IEnumerable<string> headers)
    {
        string body = isHead ? "" : $"{sentence}\n";
        string more = string.Concat(headers.Select(header => $"{header}\r\n"));
        return string.Create(
            CultureInfo.InvariantCulture,
            $"HTTP/1.1 {status} {phrase}\r\n{more}Content-Type: text/plain\r\nDate: {now:r}\r\nContent-Length: {sentence.Length + 1}\r\nConnection: close\r\n\r\n{body}");
    }
}
