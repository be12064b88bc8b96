using System.Globalization;

namespace RpcHttpProxy.Edge.Text;

/// <summary>
/// Names and passwords as they are compared, whatever keyboard they came from: what RFC 8265 (PRECIS) does to them, but for refusing characters, of
/// which only control characters are refused where they are read.
/// </summary>
internal static class PrecisProfiles
{
    /* U+FF01 to U+FF5E: ASCII's characters in full width. */
    private const char FirstFullWidth = '\uff01', LastFullWidth = '\uff5e';
    private const int FullWidthDistance = 0xfee0;

    /// <summary>OpaqueString (RFC 8265, 4.2.2), for passwords: each space is U+0020, and the text is in Normalization Form C.</summary>
    public static string Password(string text) => NormalizationFormC.Of(string.Concat(text.Select(
        c => c != ' ' && char.GetUnicodeCategory(c) == UnicodeCategory.SpaceSeparator ? ' ' : c)));

    /// <summary>
    /// UsernameCaseMapped (RFC 8265, 3.3.2), for names, but for the case, which comparing ignores: ASCII in full width is ASCII, and the text is in
    /// Normalization Form C.
    /// </summary>
    public static string UserName(string text) => NormalizationFormC.Of(string.Concat(text.Select(
        c => c is >= FirstFullWidth and <= LastFullWidth ? (char)(c - FullWidthDistance) : c)));
}
