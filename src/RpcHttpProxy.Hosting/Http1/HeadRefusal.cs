using System.Globalization;
using System.Net;
using System.Text;

namespace RpcHttpProxy.Hosting.Http1;

/// <summary>The answer to a head that isn't taken: Kestrel's own, to the byte.</summary>
internal sealed class HeadRefusal
{
    /* RFC 9113, 6.8: a GOAWAY frame of stream 0 with HTTP_1_1_REQUIRED. */
    private static readonly byte[] s_goAway = [0, 0, 8, 7, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 13];

    private readonly string _allow;

    private HeadRefusal(HttpStatusCode status, string? allow = null)
    {
        Status = status;
        _allow = allow is null ? "" : $"Allow: {allow}\r\n";
    }

    /// <summary>400.</summary>
    public static HeadRefusal Malformed { get; } = new(HttpStatusCode.BadRequest);

    /// <summary>405: a target that goes with another method.</summary>
    public static HeadRefusal OptionsOnly { get; } = new(HttpStatusCode.MethodNotAllowed, "OPTIONS");

    /// <summary>405: a target that goes with another method.</summary>
    public static HeadRefusal ConnectOnly { get; } = new(HttpStatusCode.MethodNotAllowed, "CONNECT");

    /// <summary>414.</summary>
    public static HeadRefusal LineTooLong { get; } = new(HttpStatusCode.RequestUriTooLong);

    /// <summary>431.</summary>
    public static HeadRefusal HeadersTooLarge { get; } = new(HttpStatusCode.RequestHeaderFieldsTooLarge);

    /// <summary>505.</summary>
    public static HeadRefusal VersionNotSupported { get; } = new(HttpStatusCode.HttpVersionNotSupported);

    /// <summary>To a client that begins with HTTP/2, in its own words.</summary>
    public static HeadRefusal Http2 { get; } = new(HttpStatusCode.HttpVersionNotSupported);

    /// <summary>The status code.</summary>
    public HttpStatusCode Status { get; }

    /// <summary>The whole response, after which the connection ends.</summary>
    public byte[] Response(DateTimeOffset now) => this == Http2 ? s_goAway : Encoding.ASCII.GetBytes(string.Create(
        CultureInfo.InvariantCulture,
        $"HTTP/1.1 {(int)Status} {Phrase}\r\nContent-Length: 0\r\nConnection: close\r\nDate: {now:R}\r\n{_allow}\r\n"));

    private string Phrase => Status switch
    {
        HttpStatusCode.BadRequest => "Bad Request",
        HttpStatusCode.MethodNotAllowed => "Method Not Allowed",
        HttpStatusCode.RequestUriTooLong => "URI Too Long",
        HttpStatusCode.RequestHeaderFieldsTooLarge => "Request Header Fields Too Large",
        _ => "HTTP Version Not Supported",
    };
}
