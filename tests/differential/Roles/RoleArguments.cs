using System.Net;

namespace RpcHttpProxy.Differential.Tests.Roles;

/// <summary>How each role is started. Only documented options and settings: they are the same for both builds.</summary>
internal static class RoleArguments
{
    /// <summary>Basic, in the clear, on loopback.</summary>
    public const string User = "alice", Password = "a long password";

    /// <summary>Of the roles that are in a hurry: the shortest that the settings take.</summary>
    private const string Short = "00:00:01";

    private static readonly string[] s_anyLoopbackServer = ["--allow", "127.0.0.1:1-65535", "--allow", "nobody.invalid:593"];    // RFC 6761: never resolved

    public static string[] Of(Role role, RolePorts ports, Scratch scratch, IPEndPoint service)
    {
        string[] common = ["--admin", $"http://{ports.Admin}", "--trace", scratch.TraceFolder(role), "--node", role.ToString(), "--log-level", "Warning"];
        return [.. ForRole(role, ports, scratch, service), .. common];
    }

    private static string[] ForRole(Role role, RolePorts ports, Scratch scratch, IPEndPoint service)
    {
        string[] certificate = ["--cert", scratch.Certificate, "--key", scratch.Key];
        string[] proxy = ["proxy", "--listen", $"http://{ports.Plain}", "--listen", $"https://{ports.Tls}", .. certificate, .. s_anyLoopbackServer];
        string[] backend = ["backend", "--listen", $"{ports.Plain}", "--service", "echo", "--listen", $"{ports.Tls}", "--service", $"tcp:{service}"];
        return role switch
        {
            Role.Inbound => [.. proxy, "--role", "inbound"],
            Role.Outbound => [.. proxy, "--role", "outbound"],
            Role.Both => proxy,
            Role.Guarded => [.. proxy, "--auth", "basic", "--users", scratch.Users],
            Role.HurriedProxies =>
            [
                .. proxy, "--set", $"Proxy:SetupTimeout={Short}", "--set", $"Proxy:FirstPduTimeout={Short}", "--set", $"Proxy:LingerTimeout={Short}",
                "--set", $"Proxy:Limits:HeadTimeout={Short}", "--set", $"Proxy:Limits:IdleTimeout={Short}",
            ],
            Role.Backend => backend,
            Role.TlsBackend => [.. backend, .. certificate],
            _ => [.. backend, "--set", $"Backend:SetupTimeout={Short}", "--set", $"Backend:FirstPduTimeout={Short}", "--set", $"Backend:LingerTimeout={Short}"],
        };
    }
}
