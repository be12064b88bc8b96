using System.Globalization;

namespace RpcHttpProxy.Hosting.Tests.Http1;

/// <summary>A head that was taken, in one line, so that two readers can be compared.</summary>
internal static class HeadWords
{
    /// <summary>What the server answers with where the head was taken: no status that a refusal has.</summary>
    public const int Status = 299;

    /// <summary>Where it says what it has read, in base64: not in a body, which an answer to CONNECT has none of.</summary>
    public const string Field = "X-Words";

    /* Kestrel moves a Content-Length that doesn't count to X-Content-Length, and leaves of Connection what it has understood. What both mean is compared, not
       how they are kept. */
    private static readonly string[] s_understood = ["Content-Length", "X-Content-Length", "Connection"];

    public static string Of(
        string method, string path, string query, bool isHttp10, long? length, IEnumerable<(string Name, string Values)> fields) => string.Create(
        CultureInfo.InvariantCulture,
        $"{method} '{path}' '{query}' {(isHttp10 ? "1.0" : "1.1")} length {length?.ToString(CultureInfo.InvariantCulture) ?? "none"} "
        + $"{string.Join(' ', fields.Where(field => !s_understood.Contains(field.Name, StringComparer.OrdinalIgnoreCase))
            .Select(field => $"{field.Name.ToUpperInvariant()}={field.Values}").Order(StringComparer.Ordinal))}");
}
