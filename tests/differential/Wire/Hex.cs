using System.Text;

namespace RpcHttpProxy.Differential.Tests.Wire;

/// <summary>Bytes as the committed vectors spell them: pairs of digits, white space anywhere, <c>#</c> begins a comment.</summary>
internal static class Hex
{
    public static byte[] Parse(string text)
    {
        var digits = new StringBuilder();
        foreach (string line in text.Split('\n'))
        {
            digits.Append(string.Concat(line.Split('#')[0].Where(c => !char.IsWhiteSpace(c))));
        }

        return Convert.FromHexString(digits.ToString());
    }
}
