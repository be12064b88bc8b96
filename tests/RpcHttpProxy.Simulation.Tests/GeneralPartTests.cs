using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using RpcHttpProxy.Simulation.Tests.Mutants;
using RpcHttpProxy.TestKit;

namespace RpcHttpProxy.Simulation.Tests;

/// <summary>The clock and the wires carry any protocol: they compile without anything else of ours.</summary>
public sealed class GeneralPartTests
{
    private static readonly string[] s_general = ["Clockwork", "Network"];

    [Fact]
    public void Clock_and_wires_need_nothing_of_a_protocol() => Assert.Empty(Complaints(s_general));

    [Fact]
    [Trait(Category.Name, Category.Slow)] // the compiler has thousands of errors to tell
    public void What_needs_more_is_found() => Assert.NotEmpty(Complaints([.. s_general, "Wires"]));

    private static IEnumerable<string> Complaints(string[] folders)
    {
        string root = Path.Combine(RepositoryRoot.Path, "src", "RpcHttpProxy.Simulation");
        IEnumerable<SyntaxTree> sources = folders
            .SelectMany(folder => Directory.EnumerateFiles(Path.Combine(root, folder), "*.cs", SearchOption.AllDirectories))
            .Select(path => MutantCompiler.Parse(path, File.ReadAllText(path)));
        IEnumerable<MetadataReference> references = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => !Path.GetFileName(path).StartsWith("RpcHttpProxy.", StringComparison.Ordinal))
            .Select(path => MetadataReference.CreateFromFile(path));
        return CSharpCompilation.Create(
                "general", [.. sources, MutantCompiler.Parse("usings", MutantCompiler.ImplicitUsings)], references,
                new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable))
            .GetDiagnostics().Where(found => found.Severity == DiagnosticSeverity.Error).Select(found => found.ToString());
    }
}
