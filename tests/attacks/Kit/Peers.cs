namespace RpcHttpProxy.Attacks.Tests.Kit;

/// <summary>What some attacks need of the machine, and whether it is there.</summary>
internal static class Peers
{
    /// <summary>Set to 1 where everything must be there: attacks then run, and fail, rather than being skipped.</summary>
    private const string RequireVariable = "RPCHTTP_REQUIRE_PEERS";

    /// <summary>Why an attack that needs these can't run here, or null when it can or must.</summary>
    public static string? ReasonToSkip(params string[] peers)
    {
        string[] missing = Environment.GetEnvironmentVariable(RequireVariable) == "1" ? [] : [.. peers.Where(peer => !IsThere(peer))];
        return missing.Length == 0 ? null : $"not found on this machine: {string.Join(", ", missing)}";
    }

    private static bool IsThere(string peer) => peer switch
    {
        "gss-ntlmssp" => File.Exists("/etc/gss/mech.d/mech.ntlmssp.conf"),
        "root" => Environment.IsPrivilegedProcess,
        _ => (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Any(directory => File.Exists(Path.Combine(directory, peer))),
    };
}
