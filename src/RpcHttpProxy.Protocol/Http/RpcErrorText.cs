using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace RpcHttpProxy.Protocol;

/// <summary>The reason phrase with which a proxy refuses a channel: <c>RPC Error: 6ba</c>, and maybe <c>, EEInfo: …</c> (2.1.2.1.3).</summary>
public static class RpcErrorText
{
    // [rpch 2.1.2.1.3/10] 503
    /// <summary>The status code that goes with it.</summary>
    public const int StatusCode = 503;

    /// <summary>2.1.2.1.3: "the reason-phrase line", which we take to be the whole status line with its CRLF, in bytes.</summary>
    public const int MaxStatusLineLength = 1_024;

    private const string Prefix = "RPC Error: ";
    private const string ExtendedErrorPrefix = ", EEInfo: ";

    /* "HTTP/1.0 503 ", and CRLF. */
    private const int MaxLength = MaxStatusLineLength - 13 - 2;

    // [rpch 2.1.2.1.3/1] the form of the reason phrase
    /// <summary>The reason phrase for a Windows error code, in lowercase hexadecimal as clients expect it.</summary>
    public static string Format(uint error) => string.Create(CultureInfo.InvariantCulture, $"{Prefix}{error:x}");

    /// <summary>The same with an extended error (<see cref="EncodedEEInfo"/>), unless the line would get longer than it may.</summary>
    public static string Format(uint error, string encodedEEInfo)
    {
        string phrase = $"{Format(error)}{ExtendedErrorPrefix}{encodedEEInfo}";
        return phrase.Length <= MaxLength ? phrase : Format(error);
    }

    /// <summary>Takes the error code out of a reason phrase, with or without an extended error behind it.</summary>
    public static bool TryParse([NotNullWhen(true)] string? reasonPhrase, out uint error) => TryParse(reasonPhrase, out error, out _);

    /// <summary>Takes a reason phrase apart; without an extended error the second part is empty. Digits that aren't hexadecimal are no error code.</summary>
    public static bool TryParse([NotNullWhen(true)] string? reasonPhrase, out uint error, out ReadOnlySpan<char> encodedEEInfo)
    {
        error = 0;
        encodedEEInfo = default;
        if (reasonPhrase is null || !reasonPhrase.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }

        ReadOnlySpan<char> digits = reasonPhrase.AsSpan(Prefix.Length);
        int end = digits.IndexOf(ExtendedErrorPrefix, StringComparison.OrdinalIgnoreCase);
        if (end >= 0)
        {
            encodedEEInfo = digits[(end + ExtendedErrorPrefix.Length)..];
            digits = digits[..end];
        }

        return uint.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out error);
    }
}
