using System.Security.Cryptography.X509Certificates;
using RpcHttpProxy.Edge.Authentication;
using RpcHttpProxy.Hosting.Authentication;
using RpcHttpProxy.Hosting.Tls;

namespace RpcHttpProxy.Hosting.Proxy;

/// <summary>Says what proxies would serve by settings that are valid, without listening, logging or writing anywhere.</summary>
internal static class ProxyCheck
{
    public static HostCheck Of(ProxyHostSettings settings)
    {
        ProxyOptions proxy = settings.Proxy;
        UserIndex? users = proxy.Authentication.UsersFile is { } file ? UserIndex.Read(file, proxy.Authentication) : null;
        List<string> served = [$"{Roles(proxy.Role)} at {string.Join(", ", proxy.Listen)}"];
        List<string> warnings = [];
        if (proxy.Tls.Certificate is not null)
        {
            CertificateCheck.Add(proxy.Tls, settings.Time, served, warnings);
        }

        served.Add(Authentication(proxy, users));
        served.Add(AccessText.Of(proxy));
        served.Add(proxy.ServerTls == ServerTlsChoice.On ? "servers are reached by TLS" : "servers are reached by plain TCP");
        if (settings.Admin.Url is { } admin)
        {
            served.Add($"health and counters at {admin}");
        }

        if (AccessWarnings.AllowsNothing(proxy))
        {
            warnings.Add($"{AccessText.Nothing}: every channel is refused");
        }

        if (AccessWarnings.UnknownGroups(proxy, users?.Groups ?? []) is { Count: > 0 } unknown)
        {
            warnings.Add($"no user is in {string.Join(", ", unknown)}, which rules name");
        }

        return new HostCheck(served, warnings);
    }

    private static string Roles(ProxyRoleChoice role) => role switch
    {
        ProxyRoleChoice.Inbound => "inbound proxy",
        ProxyRoleChoice.Outbound => "outbound proxy",
        _ => "inbound and outbound proxy",
    };

    private static string Authentication(ProxyOptions proxy, UserIndex? users)
    {
        AuthenticationOptions authentication = proxy.Authentication;
        string schemes = authentication.Schemes.Count == 0 ? "none, for this machine only" : string.Join(", ", authentication.Schemes).ToLowerInvariant();
        string count = users is null ? "" : $"; {users.Count} users in {authentication.UsersFile}";
        string certificates = proxy.Tls.ClientAuthorities is { } authorities
            ? $"; client certificates of {authorities}{(proxy.Tls.ClientRevocation == X509RevocationMode.NoCheck ? "" : ", checked for revocation")}" : "";
        return $"authentication: {schemes}{count}{certificates}";
    }
}
