using System.Diagnostics;
using System.Reflection;

namespace RpcHttpProxy.Differential.Tests.Tools;

/// <summary>The two builds that are compared, as paths of executables.</summary>
internal static class Builds
{
    /// <summary>The tool under test. By default the one that was built together with these tests.</summary>
    public const string OursVariable = "RPCHTTP";

    /// <summary>The tool of 0b02aca. By default what <c>tests/baseline/build</c> makes.</summary>
    public const string BaselineVariable = "RPCHTTP_BASELINE_TOOL";

    /// <summary>Set to 1 where nothing may be skipped; the baseline is built then if need be.</summary>
    public const string RequireVariable = "RPCHTTP_REQUIRE_PEERS";

    private const string Commit = "0b02acad80888c7ba52a0c0e6cab1732ce2c374d";

    private static readonly Lazy<string> s_baseline = new(FindBaseline);

    public static string Ours { get; } = Variable(OursVariable) ?? Repository.PathOf(
        "src", "RpcHttpProxy.Tool", "bin", Configuration, "net10.0", "rpchttp");

    public static string Baseline => s_baseline.Value;

    /// <summary>Why the comparison can't be made here, or null when it can or must.</summary>
    public static string? ReasonToSkip =>
        Variable(RequireVariable) == "1" || Variable(BaselineVariable) is not null || File.Exists(Published) ? null
        : $"there is no build of 0b02aca: run tests/baseline/build (it needs the whole history) or set {BaselineVariable}";

    private static string Configuration =>
        typeof(Builds).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(one => one.Key == "Configuration").Value!;

    /// <summary>Where tests/baseline/build keeps what it has made.</summary>
    private static string Published =>
        Path.Combine(Variable("RPCHTTP_BASELINE") ?? Repository.PathOf("tests", "baseline", "published"), Commit, "rpchttp");

    private static string FindBaseline() => Variable(BaselineVariable) ?? (File.Exists(Published) ? Published : Build());

    /// <summary>That script holds a lock: of two test projects that ask at once one waits, and finds it built.</summary>
    private static string Build()
    {
        using Process script = Process.Start(new ProcessStartInfo(Repository.PathOf("tests", "baseline", "build")) { RedirectStandardOutput = true })!;
        string path = script.StandardOutput.ReadToEnd().Trim();
        script.WaitForExit();
        return script.ExitCode == 0 ? path : throw new InvalidOperationException($"tests/baseline/build ended with {script.ExitCode}.");
    }

    private static string? Variable(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;
}
