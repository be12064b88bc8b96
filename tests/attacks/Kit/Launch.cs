using System.Diagnostics;
using System.Reflection;

namespace RpcHttpProxy.Attacks.Tests.Kit;

/// <summary>How the program under attack is started: the one that <c>RPCHTTP</c> names, or this tree's own build.</summary>
internal sealed record Launch(params string[] Arguments)
{
    private static readonly string s_program = Environment.GetEnvironmentVariable("RPCHTTP") is { Length: > 0 } named
        ? Path.GetFullPath(named)
        : Path.GetFullPath(typeof(Launch).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().First(it => it.Key == "rpchttp").Value!);

    private static readonly Lazy<bool> s_takesConfig = new(() => Takes("proxy", "--config"));

    /// <summary>As <c>ulimit -n</c> says.</summary>
    public int? Descriptors { get; init; }

    /// <summary>Takes the place of <c>/etc/resolv.conf</c>, for this program alone; needs root.</summary>
    public string? ResolverFile { get; init; }

    /// <summary>gss-ntlmssp's accounts.</summary>
    public string? NtlmUserFile { get; init; }

    /// <summary>Whether what it says is read; false leaves its outputs pipes that fill up.</summary>
    public bool IsHeard { get; init; } = true;

    /// <summary>Where it runs.</summary>
    public string Directory { get; init; } = Path.GetTempPath();

    /// <summary>The name of its settings in <see cref="Directory"/>: 0b02aca looks there for <c>appsettings.json</c> without being told.</summary>
    public string? Settings { get; init; }

    /// <summary>Further options, of which 0b02aca knows none: it would not start.</summary>
    public string[] Newer { get; init; } = [];

    /// <summary>The words of the command; each of those in front ends in the next one's place, so that there is one process.</summary>
    public string[] Words =>
    [
        .. Descriptors is { } limit ? (string[])["bash", "-c", "ulimit -n $0 && exec \"$@\"", $"{limit}"] : [],
        .. ResolverFile is { } file ? (string[])["unshare", "--mount", "bash", "-c", "mount --bind \"$0\" /etc/resolv.conf && exec \"$@\"", file] : [],
        s_program,
        .. Arguments,
        .. s_takesConfig.Value ? Newer : [],
        .. Settings is { } settings && s_takesConfig.Value ? (string[])["--config", settings] : [],
    ];

    /// <summary>Whether a command of the program has an option; not every build has all.</summary>
    public static bool Takes(string command, string option)
    {
        using Process help = Process.Start(new ProcessStartInfo(s_program, [command, "--help"]) { RedirectStandardOutput = true })!;
        string said = help.StandardOutput.ReadToEnd();
        help.WaitForExit();
        return said.Contains(option, StringComparison.Ordinal);
    }
}
