using System.Collections.Concurrent;
using System.Diagnostics;

namespace RpcHttpProxy.TestKit;

/// <summary>The third-party programs some tests talk to, and whether this machine has them.</summary>
public static class Peers
{
    /// <summary>Set to 1 where every peer must be there: tests that need one then run, and fail, rather than being skipped.</summary>
    public const string RequireVariable = "RPCHTTP_REQUIRE_PEERS";

    /// <summary>The python that Debian's packages belong to; another one on PATH may lack them.</summary>
    public const string Python = "/usr/bin/python3";

    private static readonly ConcurrentDictionary<string, bool> _found = new();

    /// <summary>Why a test that needs these peers cannot run here, or null when it can or must.</summary>
    public static string? ReasonToSkip(params string[] peers)
    {
        if (Environment.GetEnvironmentVariable(RequireVariable) == "1")
        {
            return null;
        }

        string[] missing = [.. peers.Where(peer => !_found.GetOrAdd(peer, IsThere))];
        return missing.Length == 0 ? null : $"not found on this machine: {string.Join(", ", missing)}";
    }

    private static bool IsThere(string peer) => peer switch
    {
        "impacket" => File.Exists(Python) && Succeeds(Python, "-c", "import impacket"),
        "python3-gssapi" => File.Exists(Python) && Succeeds(Python, "-c", "import gssapi"),
        "python3-samba" => File.Exists(Python) && Succeeds(Python, "-c", "import samba.dcerpc.echo"),
        "samba" => File.Exists("/usr/libexec/samba/samba-dcerpcd"),
        "krb5kdc" or "kadmin.local" => File.Exists($"/usr/sbin/{peer}"),
        "gss-ntlmssp" => File.Exists("/etc/gss/mech.d/mech.ntlmssp.conf"),
        "root" => Environment.IsPrivilegedProcess,
        _ => IsOnPath(peer),
    };

    private static bool IsOnPath(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Any(directory => File.Exists(Path.Combine(directory, program)));

    private static bool Succeeds(string program, params string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo(program, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        process.WaitForExit();
        return process.ExitCode == 0;
    }
}
