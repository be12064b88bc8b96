using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace RpcHttpProxy.Differential.Tests.Comparison;

/// <summary>
/// What came on a leg as lines that a report can show: lines of text up to their LF, PDUs in hexadecimal, whatever is neither likewise. Two
/// runs of bytes have the same lines only if they are the same (long ones by their SHA-256).
/// </summary>
internal static class Rendering
{
    private const int ShownInFull = 512;
    private const int HeaderLength = 16;        // [C706] 12.6.1
    private const int FragLengthOffset = 8;

    public static IEnumerable<string> Lines(byte[] bytes)
    {
        for (int at = 0; at < bytes.Length;)
        {
            ReadOnlySpan<byte> rest = bytes.AsSpan(at);
            int length = PduLength(rest);
            string kind = "PDU ";
            if (length == 0)
            {
                length = TextLength(rest);
                kind = length > 0 ? "" : "bytes ";
            }

            length = length == 0 ? OtherLength(rest) : length;
            ReadOnlySpan<byte> piece = rest[..length];
            yield return kind + (kind.Length == 0 ? Text(piece) : Hexadecimal(piece));
            at += length;
        }
    }

    private static int PduLength(ReadOnlySpan<byte> rest)
    {
        if (rest.Length < HeaderLength || rest[0] != 5 || rest[1] != 0)
        {
            return 0;
        }

        int length = BinaryPrimitives.ReadUInt16LittleEndian(rest[FragLengthOffset..]);
        return length >= HeaderLength && length <= rest.Length ? length : 0;
    }

    private static int TextLength(ReadOnlySpan<byte> rest)
    {
        int length = rest.IndexOfAnyExceptInRange((byte)' ', (byte)'~');
        length = length < 0 ? rest.Length : length;
        if (rest[length..] is [(byte)'\r', (byte)'\n', ..])
        {
            return length + 2;
        }

        return rest[length..] is [(byte)'\n', ..] ? length + 1 : length;
    }

    /// <summary>Up to where text or a PDU could begin.</summary>
    private static int OtherLength(ReadOnlySpan<byte> rest)
    {
        int length = 1;
        while (length < rest.Length && PduLength(rest[length..]) == 0)
        {
            length++;
        }

        return length;
    }

    /// <summary>The backslash is escaped, too, and so nothing looks like an escape that is none.</summary>
    private static string Text(ReadOnlySpan<byte> piece) => Encoding.Latin1.GetString(piece)
        .Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\r", "\\r", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);

    private static string Hexadecimal(ReadOnlySpan<byte> piece)
    {
        if (piece.Length > ShownInFull)
        {
            return string.Create(CultureInfo.InvariantCulture, $"{piece.Length} with SHA-256 {Convert.ToHexStringLower(SHA256.HashData(piece))}");
        }

        var text = new StringBuilder();
        for (int i = 0; i < piece.Length; i++)
        {
            text.Append(i > 0 && i % 4 == 0 ? " " : "").Append(Convert.ToHexStringLower(piece.Slice(i, 1)));
        }

        return text.ToString();
    }
}
