using System.CommandLine.Parsing;
using System.Globalization;

namespace RpcHttpProxy.Tool.CommandLine;

/// <summary>Reads <c>60000</c>, <c>64k</c>, <c>16M</c>, <c>2G</c>; k, M and G are powers of 1,024.</summary>
internal static class ByteCount
{
    /// <summary>As <see cref="Parse"/>, for what a PDU field of four bytes carries.</summary>
    public static uint? ParseUInt32(ArgumentResult result)
    {
        long count = Parse(result);
        if (count <= uint.MaxValue)
        {
            return (uint)count;
        }

        result.AddError($"\"{result.Tokens[0].Value}\" is more than {uint.MaxValue}.");
        return null;
    }

    public static long Parse(ArgumentResult result)
    {
        string text = result.Tokens[0].Value;
        int shift = char.ToUpperInvariant(text[^1]) switch { 'K' => 10, 'M' => 20, 'G' => 30, _ => 0 };
        ReadOnlySpan<char> digits = shift == 0 ? text : text.AsSpan(0, text.Length - 1);
        if (!long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out long count) || count > long.MaxValue >> shift)
        {
            result.AddError($"\"{text}\" is no number of at least 0, such as 60000, 64k or 16M.");
            return 0;
        }

        return count << shift;
    }
}
