namespace RpcHttpProxy.Tracing;

/// <summary>How a cookie is found by its first digits, as people type them: any case, with or without a brace.</summary>
internal static class TraceCookie
{
    public static bool Matches(string cookie, string? prefix) =>
        string.IsNullOrEmpty(prefix) || Bare(cookie).StartsWith(Bare(prefix), StringComparison.OrdinalIgnoreCase);

    public static string Bare(string cookie) => cookie.Trim().TrimStart('{').TrimEnd('}');
}
