using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Security.Authentication;

namespace RpcHttpProxy.Hosting.Tls;

/// <summary>Where a proxy listens.</summary>
/// <param name="Address">Address and port.</param>
/// <param name="IsEncrypted">True for <c>https</c>.</param>
/// <param name="Versions">The TLS versions of this listener; null for those of all.</param>
internal sealed record ListenUrl(IPEndPoint Address, bool IsEncrypted, SslProtocols? Versions)
{
    /// <summary>What is expected, for faults.</summary>
    public const string Expected = "http://ADDR:PORT or https://ADDR:PORT[?tls=1.2], where ADDR is an IP address, localhost or *";

    private const string Https = "https://";
    private const string VersionsParameter = "?tls=";

    /// <summary>True when only this machine reaches it.</summary>
    public bool IsLoopback => IPAddress.IsLoopback(Address.Address);

    /// <summary>Reads one.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out ListenUrl? url)
    {
        url = null;
        if (!text.StartsWith(Https, StringComparison.OrdinalIgnoreCase))
        {
            if (ListenAddress.TryParseUrl(text, out IPEndPoint? plain))
            {
                url = new ListenUrl(plain, IsEncrypted: false, Versions: null);
            }

            return url is not null;
        }

        string rest = text[Https.Length..];
        SslProtocols? versions = null;
        int question = rest.IndexOf('?', StringComparison.Ordinal);
        if (question >= 0)
        {
            if (!rest[question..].StartsWith(VersionsParameter, StringComparison.Ordinal)
                || !TlsVersions.TryParse(rest[(question + VersionsParameter.Length)..], out SslProtocols own))
            {
                return false;
            }

            versions = own;
            rest = rest[..question];
        }

        if (ListenAddress.TryParse(rest.TrimEnd('/'), out IPEndPoint? address))
        {
            url = new ListenUrl(address, IsEncrypted: true, versions);
        }

        return url is not null;
    }
}
