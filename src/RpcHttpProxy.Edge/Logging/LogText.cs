using System.Globalization;
using System.Text;

namespace RpcHttpProxy.Edge.Logging;

/// <summary>Text that others chose, fit for a line of a log on a terminal.</summary>
internal static class LogText
{
    /* Longer than any name that means something, DNS names and distinguished names included. */
    private const int MaxLength = 1_024;

    /// <summary>
    /// The same text, unless it has what could end a line, move a cursor or turn the direction of writing: each such character as
    /// <c>\u001B</c>. What is longer than 1 024 characters is cut, and an ellipsis says so.
    /// </summary>
    public static string Of(string text)
    {
        if (text.Length <= MaxLength && !text.Any(IsUnfit))
        {
            return text;
        }

        var fit = new StringBuilder();
        foreach (char character in text.Length > MaxLength ? text.AsSpan(0, MaxLength) : text)
        {
            if (IsUnfit(character))
            {
                fit.Append(CultureInfo.InvariantCulture, $"\\u{(int)character:X4}");
            }
            else
            {
                fit.Append(character);
            }
        }

        return text.Length > MaxLength ? fit.Append('…').ToString() : fit.ToString();
    }

    /* Cc; Cf, such as U+202E, which turns what follows; U+2028 and U+2029, which end a line; halves of surrogate pairs stay, since pairs are names. */
    private static bool IsUnfit(char character) => char.GetUnicodeCategory(character)
        is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;
}
