using System.Buffers;
using System.Collections.Immutable;
using System.Text;

namespace RpcHttpProxy.Protocol;

// [rpch 2.1.2.1.3/5-8] extended error information in the reason phrase, base64 to the end of the line, where there is any
// [rpch 2.1.2.1.3/9] a reason phrase of at most 1 024 bytes
// [rpch 2.1.2.1.3/11-14] the same in the body, base64 to its end
/// <summary>An extended error as text: base64, in the reason phrase and the body of a proxy's refusal (2.1.2.1.3).</summary>
public static class EncodedEEInfo
{
    /// <summary>The longest response body that can be one, in bytes: base64 of the longest BLOB, with what stands before and behind.</summary>
    public static readonly int MaxBodyLength = BodyPrefix.Length + (ExtendedErrorReader.MaxLength + 2) / 3 * 4 + "\r\n\r\n".Length;

    private const string BodyPrefix = "RPC EEInfo:";

    /// <summary>The text for an error sequence; throws as <see cref="ExtendedErrorWriter.Write"/> does.</summary>
    public static string Encode(params ReadOnlySpan<ExtendedErrorInfo> sequence) => Convert.ToBase64String(ExtendedErrorWriter.Write(sequence));

    /// <summary>The body that carries an encoded text; it ends with CRLF, as 2.1.2.1.3 has it.</summary>
    public static string FormatBody(string encoded) => $"{BodyPrefix}{encoded}\r\n";

    /// <summary>Reads a text. Never throws.</summary>
    public static ExtendedErrorFault Decode(ReadOnlySpan<char> encoded, out ImmutableArray<ExtendedErrorInfo> sequence)
    {
        sequence = [];
        if (encoded.IsEmpty || encoded.Length > MaxBodyLength)
        {
            return ExtendedErrorFault.Encoding;
        }

        byte[] blob = new byte[encoded.Length / 4 * 3 + 3];
        return Convert.TryFromBase64Chars(encoded, blob, out int length)
            ? ExtendedErrorReader.Read(blob.AsSpan(0, length), out sequence)
            : ExtendedErrorFault.Encoding;
    }

    /// <summary>Reads a response body, or the beginning of one. Never throws.</summary>
    public static ExtendedErrorFault DecodeBody(in ReadOnlySequence<byte> body, out ImmutableArray<ExtendedErrorInfo> sequence)
    {
        sequence = [];
        if (body.Length < BodyPrefix.Length || body.Length > MaxBodyLength)
        {
            return ExtendedErrorFault.Encoding;
        }

        ReadOnlySpan<char> text = Encoding.Latin1.GetString(body);
        if (!text.StartsWith(BodyPrefix, StringComparison.OrdinalIgnoreCase))
        {
            return ExtendedErrorFault.Encoding;
        }

        return Decode(text[BodyPrefix.Length..].TrimEnd("\r\n"), out sequence);
    }
}
