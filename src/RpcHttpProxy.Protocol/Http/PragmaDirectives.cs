using System.Globalization;

namespace RpcHttpProxy.Protocol;

/// <summary>The Pragma directives of channel requests (2.1.2.1.1, 2.1.2.1.2). Several may stand in one header, separated by commas.</summary>
public static class PragmaDirectives
{
    private const string MinConnTimeoutName = "MinConnTimeout=";

    // 2.1.2.1.2: 120 to 14,400 seconds, inclusive.
    private const uint MinSeconds = 120;
    private const uint MaxSeconds = 14_400;

    // [rpch 2.1.2.1.2/11-13] MinConnTimeout, when there is one: decimal seconds, 120 to 14 400
    /// <summary>
    /// MinConnTimeout in milliseconds; 0 when no directive names it, or one that names no number in its range: what can't be understood in a
    /// Pragma is ignored.
    /// </summary>
    public static uint MinConnTimeout(IEnumerable<string?> headers)
    {
        foreach (string? header in headers)
        {
            foreach (string directive in header?.Split(',', StringSplitOptions.TrimEntries) ?? [])
            {
                if (directive.StartsWith(MinConnTimeoutName, StringComparison.OrdinalIgnoreCase)
                    && uint.TryParse(directive.AsSpan(MinConnTimeoutName.Length), NumberStyles.None, CultureInfo.InvariantCulture, out uint seconds)
                    && seconds is >= MinSeconds and <= MaxSeconds)
                {
                    return seconds * 1_000;
                }
            }
        }

        return 0;
    }
}
