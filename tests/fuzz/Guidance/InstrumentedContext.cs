using System.Reflection;
using System.Runtime.Loader;
using SharpFuzz;

namespace RpcHttpProxy.Fuzz.Guidance;

/// <summary>
/// Loads our assemblies once more, instrumented by SharpFuzz, so that <see cref="BranchCoverage"/> sees which branches are taken. What isn't ours is shared with
/// the rest of the process, and nothing is changed on disk.
/// </summary>
/// <param name="isInstrumented">Whether the type of this full name is instrumented; those of the fuzzer and of TestKit never are.</param>
internal sealed class InstrumentedContext(Func<string, bool> isInstrumented) : AssemblyLoadContext("instrumented")
{
    private const string TestKit = "TestKit";

    /// <summary>True in code that such a context has loaded.</summary>
    public static bool IsCurrent => GetLoadContext(typeof(InstrumentedContext).Assembly) != Default;

    /// <summary>Everything except what feeds the parsers: its branches are no input's doing.</summary>
    public static InstrumentedContext OfParsers() => new(_ => true);

    /// <summary>Runs this program from its entry point; answers with its exit code.</summary>
    public int RunProgram(string[] arguments) =>
        (int)LoadFromAssemblyName(typeof(InstrumentedContext).Assembly.GetName()).EntryPoint!.Invoke(null, [arguments])!;

    protected override Assembly? Load(AssemblyName assemblyName)
    {
        string path = Path.Combine(AppContext.BaseDirectory, $"{assemblyName.Name}.dll");
        if (!IsOurs(assemblyName.Name!) || !File.Exists(path))
        {
            return null;
        }

        if (assemblyName.Name is TestKit || assemblyName.Name == typeof(InstrumentedContext).Assembly.GetName().Name)
        {
            return LoadFromStream(new MemoryStream(File.ReadAllBytes(path)));
        }

        BranchCoverage.ProvideMap();
        string copy = Path.GetTempFileName();
        try
        {
            File.Copy(path, copy, overwrite: true);
            Fuzzer.Instrument(copy, isInstrumented, Options.Value);
            return LoadFromStream(new MemoryStream(File.ReadAllBytes(copy)));
        }
        finally
        {
            File.Delete(copy);
        }
    }

    private static bool IsOurs(string assembly) => assembly == TestKit || assembly.StartsWith("RpcHttpProxy.", StringComparison.Ordinal);
}
