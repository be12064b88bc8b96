using System.Security.Authentication;

namespace RpcHttpProxy.Hosting.Tls;

/// <summary>The text of a range of TLS versions.</summary>
internal static class TlsVersions
{
    /// <summary>What is expected, for faults.</summary>
    public const string Expected = "1.2, 1.3 or 1.2-1.3";

    /// <summary>Reads <c>1.2</c>, <c>1.3</c> or <c>1.2-1.3</c>. Older ones aren't spoken: RFC 8996.</summary>
    public static bool TryParse(string text, out SslProtocols versions)
    {
        versions = text switch
        {
            "1.2" => SslProtocols.Tls12,
            "1.3" => SslProtocols.Tls13,
            "1.2-1.3" => SslProtocols.Tls12 | SslProtocols.Tls13,
            _ => SslProtocols.None,
        };
        return versions != SslProtocols.None;
    }
}
