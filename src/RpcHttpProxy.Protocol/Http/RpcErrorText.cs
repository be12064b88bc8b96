using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace RpcHttpProxy.Protocol;

/// <summary>The reason phrase with which a proxy refuses a channel: <c>RPC Error: 6ba</c> (2.1.2.1.3).</summary>
public static class RpcErrorText
{
    /// <summary>The status code that goes with it.</summary>
    public const int StatusCode = 503;

    private const string Prefix = "RPC Error: ";
    private const string ExtendedErrorPrefix = ", EEInfo: ";
    private const int MaxDigits = 8;

    /// <summary>The reason phrase for a Windows error code, in lowercase hexadecimal as clients expect it.</summary>
    public static string Format(uint error) => string.Create(CultureInfo.InvariantCulture, $"{Prefix}{error:x}");

    /// <summary>Takes the error code out of a reason phrase, with or without extended error information behind it.</summary>
    public static bool TryParse([NotNullWhen(true)] string? reasonPhrase, out uint error)
    {
        error = 0;
        if (reasonPhrase is null || !reasonPhrase.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase)) return false;

        ReadOnlySpan<char> digits = reasonPhrase.AsSpan(Prefix.Length);
        int end = digits.IndexOf(ExtendedErrorPrefix, StringComparison.OrdinalIgnoreCase);
        if (end >= 0) digits = digits[..end];

        return digits.Length <= MaxDigits
            && uint.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out error);
    }
}
