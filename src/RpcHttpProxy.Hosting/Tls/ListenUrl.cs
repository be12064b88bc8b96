using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Security.Authentication;
using RpcHttpProxy.Hosting.FrontEnds;

namespace RpcHttpProxy.Hosting.Tls;

/// <summary>Where a proxy listens.</summary>
/// <param name="Address">Address and port.</param>
/// <param name="IsEncrypted">True for <c>https</c>.</param>
/// <param name="Versions">The TLS versions of this listener; null for those of all.</param>
/// <param name="ProxyProtocol">The header of a front end with which each connection begins; null for none.</param>
internal sealed record ListenUrl(IPEndPoint Address, bool IsEncrypted, SslProtocols? Versions, ProxyProtocolVersion? ProxyProtocol)
{
    /// <summary>What is expected, for faults.</summary>
    public const string Expected =
        "http://ADDR:PORT or https://ADDR:PORT, where ADDR is an IP address, localhost or *; behind it ?tls=1.2 (https), ?proxy=v1 or ?proxy=v2, or both with &";

    private const string Http = "http://";
    private const string Https = "https://";

    /// <summary>True when only this machine reaches it.</summary>
    public bool IsLoopback => IPAddress.IsLoopback(Address.Address);

    /// <summary>Reads one.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out ListenUrl? url)
    {
        url = null;
        bool isEncrypted = text.StartsWith(Https, StringComparison.OrdinalIgnoreCase);
        if (!isEncrypted && !text.StartsWith(Http, StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }

        string rest = text[(isEncrypted ? Https : Http).Length..];
        int question = rest.IndexOf('?', StringComparison.Ordinal);
        string address = question < 0 ? rest : rest[..question];
        if (!ListenAddress.TryParse(address.TrimEnd('/'), out IPEndPoint? where))
        {
            return false;
        }

        var plain = new ListenUrl(where, isEncrypted, Versions: null, ProxyProtocol: null);
        url = question < 0 ? plain : plain.With(rest[(question + 1)..].Split('&'));
        return url is not null;
    }

    /// <summary>The same with settings of its own, each given once; null when one is none.</summary>
    private ListenUrl? With(string[] settings)
    {
        ListenUrl url = this;
        foreach (string setting in settings)
        {
            if (setting.StartsWith("tls=", StringComparison.Ordinal) && IsEncrypted && url.Versions is null && TlsVersions.TryParse(setting[4..], out SslProtocols versions))
            {
                url = url with { Versions = versions };
            }
            else if (setting is "proxy=v1" or "proxy=v2" && url.ProxyProtocol is null)
            {
                url = url with { ProxyProtocol = setting[^1] == '1' ? ProxyProtocolVersion.V1 : ProxyProtocolVersion.V2 };
            }
            else
            {
                return null;
            }
        }

        return url;
    }
}
