using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace RpcHttpProxy.Client.Http;

/// <summary>
/// Reads the head of an HTTP/1.x response (RFC 9112 4, 5). HttpClient can't stand in for it: it doesn't leave a request body half open
/// while the answer is read, which is what a virtual connection consists of.
/// </summary>
internal static class HttpResponseHeadParser
{
    /// <summary>
    /// The longest head taken, in bytes. A reason phrase has at most 1,024 (2.1.2.1.3); the rest is room for the header fields of
    /// whatever stands between client and proxy.
    /// </summary>
    public const int MaxLength = 16_384;

    private const int StatusCodeOffset = 9;          // behind "HTTP/1.x "
    private const int ReasonPhraseOffset = 13;       // and behind "200 "

    private static readonly SearchValues<char> s_tokenCharacters = SearchValues.Create(
        "!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");    // RFC 9110 5.6.2

    /// <summary>
    /// Takes one head from the front of <paramref name="buffer"/>. True with a head, or with a fault in words; false when more bytes
    /// are needed. The buffer then begins behind the head.
    /// </summary>
    public static bool TryRead(ref ReadOnlySequence<byte> buffer, out HttpResponseHead? head, out string? fault)
    {
        (head, fault) = (null, null);

        SequenceReader<byte> reader = new(buffer);
        if (!reader.TryReadTo(out ReadOnlySequence<byte> bytes, "\r\n\r\n"u8))
        {
            fault = buffer.Length >= MaxLength ? $"its head is longer than {MaxLength} bytes"
                : !CanBegin(buffer) ? "it is no HTTP/1.x response" : null;
            return fault is not null;
        }

        if (bytes.Length > MaxLength)
        {
            fault = $"its head is longer than {MaxLength} bytes";
            return true;
        }

        buffer = buffer.Slice(reader.Position);
        fault = Parse(Encoding.Latin1.GetString(bytes), out head);
        return true;
    }

    /// <summary>Whether this may become a status line: a peer that speaks something else would otherwise be waited for.</summary>
    private static bool CanBegin(in ReadOnlySequence<byte> buffer)
    {
        ReadOnlySpan<byte> prefix = "HTTP/1."u8;
        int length = (int)Math.Min(buffer.Length, prefix.Length);
        Span<byte> start = stackalloc byte[length];
        buffer.Slice(0, length).CopyTo(start);
        return start.SequenceEqual(prefix[..length]);
    }

    private static string? Parse(string text, out HttpResponseHead? head)
    {
        head = null;
        string[] lines = text.Split("\r\n");
        if (lines.Any(line => line.AsSpan().ContainsAny('\0', '\n', '\r')))
        {
            return "its head contains a NUL or a bare line end";
        }

        if (!TryParseStatusLine(lines[0], out int status, out string? reasonPhrase))
        {
            return $"its status line is \"{Shown(lines[0])}\"";
        }

        long? contentLength = null;
        int? retryAfter = null;
        bool hasTransferEncoding = false;
        bool closesConnection = text.StartsWith("HTTP/1.0", StringComparison.Ordinal);      // unless it says otherwise
        using HttpResponseMessage challenges = new();       // for its reader of WWW-Authenticate
        foreach (string line in lines.AsSpan(1))
        {
            int colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon <= 0 || line.AsSpan(0, colon).ContainsAnyExcept(s_tokenCharacters))
            {
                return $"a header field is \"{Shown(line)}\"";
            }

            ReadOnlySpan<char> name = line.AsSpan(0, colon);
            ReadOnlySpan<char> value = line.AsSpan(colon + 1).Trim(" \t");
            if (name.Equals("Content-Length", StringComparison.OrdinalIgnoreCase))
            {
                if (!long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out long length))
                {
                    return $"its {Shown(line)}";
                }

                if (contentLength is not null && contentLength != length)
                {
                    return "it has two different Content-Lengths";
                }

                contentLength = length;
            }
            else if (name.Equals("Retry-After", StringComparison.OrdinalIgnoreCase))
            {
                retryAfter = int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out int seconds) ? seconds : null;
            }
            else if (name.Equals("Transfer-Encoding", StringComparison.OrdinalIgnoreCase))
            {
                hasTransferEncoding = true;
            }
            else if (name.Equals("Connection", StringComparison.OrdinalIgnoreCase))
            {
                closesConnection = value.Contains("close", StringComparison.OrdinalIgnoreCase)
                    || (closesConnection && !value.Contains("keep-alive", StringComparison.OrdinalIgnoreCase));
            }
            else if (name.Equals("WWW-Authenticate", StringComparison.OrdinalIgnoreCase))
            {
                challenges.Headers.WwwAuthenticate.TryParseAdd(value.ToString());
            }
        }

        head = new HttpResponseHead(status, reasonPhrase, contentLength, hasTransferEncoding)
        {
            ClosesConnection = closesConnection,
            RetryAfter = retryAfter,
            Challenges = challenges.Headers.WwwAuthenticate.Count == 0 ? [] : [.. challenges.Headers.WwwAuthenticate],
        };
        return null;
    }

    /// <summary><c>HTTP/1.1 200 Success</c>; some servers leave the reason phrase out, and the space before it.</summary>
    private static bool TryParseStatusLine(string line, out int status, [NotNullWhen(true)] out string? reasonPhrase)
    {
        (status, reasonPhrase) = (0, null);
        if (line.Length < ReasonPhraseOffset - 1 || line is not ['H', 'T', 'T', 'P', '/', '1', '.', >= '0' and <= '9', ' ', ..])
        {
            return false;
        }

        if (!int.TryParse(line.AsSpan(StatusCodeOffset, 3), NumberStyles.None, CultureInfo.InvariantCulture, out status))
        {
            return false;
        }

        if (status is < 100 or > 599)
        {
            return false;
        }

        if (line.Length >= ReasonPhraseOffset && line[ReasonPhraseOffset - 1] != ' ')
        {
            return false;
        }

        reasonPhrase = line.Length > ReasonPhraseOffset ? line[ReasonPhraseOffset..] : "";
        return true;
    }

    /// <summary>A foreign line, fit for a message: short, and nothing in it that a terminal obeys.</summary>
    private static string Shown(string line)
    {
        const int max = 60;
        string shown = line.Length > max ? line[..max] + "…" : line;
        return string.Concat(shown.Select(c => char.IsControl(c) ? '.' : c));
    }
}
