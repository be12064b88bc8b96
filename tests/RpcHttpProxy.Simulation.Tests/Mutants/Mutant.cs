using System.Reflection;
using System.Runtime.Loader;

namespace RpcHttpProxy.Simulation.Tests.Mutants;

/// <summary>A variant of the code under proof, in a load context of its own: nothing of it gets into the real assemblies.</summary>
internal sealed class Mutant : IDisposable
{
    private readonly AssemblyLoadContext _context;
    private readonly Func<ulong, object> _run;

    public Mutant(Mutation mutation)
    {
        _context = new AssemblyLoadContext(mutation.Fault, isCollectible: true);
        using var image = new MemoryStream(MutantCompiler.Compile(mutation));
        Type simulator = _context.LoadFromStream(image).GetType(typeof(Simulator).FullName!, throwOnError: true)!;
        MethodInfo run = simulator.GetMethod(nameof(Simulator.Run), BindingFlags.Public | BindingFlags.Static)!;
        _run = seed => run.Invoke(null, [seed, false])!;
    }

    /// <summary>Runs a seed. Null when all invariants held; else which didn't, and how.</summary>
    public Violation? Run(ulong seed)
    {
        object result = _run(seed);
        object? violation = Of(result, nameof(SimulationResult.Violation));
        return violation is null ? null : new Violation((string)Of(violation, nameof(Violation.Invariant))!, (string)Of(violation, nameof(Violation.What))!);
    }

    /// <summary>The transcript's hash for a seed.</summary>
    public ulong Fingerprint(ulong seed) => (ulong)Of(_run(seed), nameof(SimulationResult.Fingerprint))!;

    public void Dispose() => _context.Unload();

    private static object? Of(object record, string property) => record.GetType().GetProperty(property)!.GetValue(record);
}
