using System.Text;

namespace RpcHttpProxy.TestKit;

/// <summary>Bytes as text: pairs of hex digits, white space anywhere, <c>#</c> starts a comment to the end of the line.</summary>
public static class Hex
{
    /// <summary>The bytes that the text spells; throws <see cref="FormatException"/> when it spells none.</summary>
    public static byte[] Parse(string text)
    {
        var digits = new StringBuilder();
        foreach (string line in text.Split('\n'))
        {
            foreach (char c in line.Split('#')[0])
            {
                if (!char.IsWhiteSpace(c))
                {
                    digits.Append(c);
                }
            }
        }

        return Convert.FromHexString(digits.ToString());
    }

    /// <summary>Lowercase, a blank between bytes, sixteen in a line: what a failing test prints.</summary>
    public static string Format(ReadOnlySpan<byte> bytes)
    {
        var text = new StringBuilder();
        for (int i = 0; i < bytes.Length; i++)
        {
            if (i > 0)
            {
                text.Append(i % 16 == 0 ? '\n' : ' ');
            }

            text.Append(Convert.ToHexStringLower(bytes.Slice(i, 1)));
        }

        return text.ToString();
    }
}
