using System.Reflection;
using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Text;
using RpcHttpProxy.TestKit;

namespace RpcHttpProxy.Simulation.Tests.Mutants;

/// <summary>Compiles the core, the transport and the simulation into one assembly, with the edits of a mutation.</summary>
internal static class MutantCompiler
{
    private const string AssemblyName = "RpcHttpProxy.Mutant";

    // What <ImplicitUsings> gives a project.
    public const string ImplicitUsings = """
        global using System; global using System.Collections.Generic; global using System.IO; global using System.Linq;
        global using System.Net.Http; global using System.Threading; global using System.Threading.Tasks;
        """;

    private static readonly string[] s_projects = ["RpcHttpProxy.Core", "RpcHttpProxy.Transport", "RpcHttpProxy.Simulation"];
    private static readonly CSharpParseOptions s_language = new(LanguageVersion.CSharp14, DocumentationMode.None);
    private static readonly Lazy<IReadOnlyDictionary<string, SyntaxTree>> s_sources = new(Sources);
    private static readonly Lazy<CSharpCompilation> s_unchanged = new(Unchanged);

    /// <summary>The mutant's assembly. Throws when an edit doesn't fit its file, or what came of it doesn't compile.</summary>
    public static byte[] Compile(Mutation mutation)
    {
        CSharpCompilation compilation = s_unchanged.Value;
        foreach (IGrouping<string, Edit> file in mutation.Edits.GroupBy(edit => edit.File))
        {
            SyntaxTree before = s_sources.Value[file.Key];
            string changed = file.Aggregate(before.ToString(), (source, edit) => edit.Apply(source));
            compilation = compilation.ReplaceSyntaxTree(before, Parse(file.Key, changed));
        }

        using var image = new MemoryStream();
        Microsoft.CodeAnalysis.Emit.EmitResult result = compilation.Emit(image);
        return result.Success
            ? image.ToArray()
            : throw new InvalidOperationException($"“{mutation}” doesn't compile: {string.Join("; ", result.Diagnostics.Where(IsError))}");
    }

    public static SyntaxTree Parse(string path, string text) => CSharpSyntaxTree.ParseText(SourceText.From(text, Encoding.UTF8), s_language, path);

    private static CSharpCompilation Unchanged()
    {
        string[] own = [.. s_projects.Select(project => project + ".dll")];
        IEnumerable<MetadataReference> references = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => !own.Contains(Path.GetFileName(path)))
            .Select(path => MetadataReference.CreateFromFile(path));
        var options = new CSharpCompilationOptions(
            OutputKind.DynamicallyLinkedLibrary, optimizationLevel: OptimizationLevel.Release, nullableContextOptions: NullableContextOptions.Enable);
        CSharpCompilation sources = CSharpCompilation.Create(AssemblyName, [.. s_sources.Value.Values, Parse("usings", ImplicitUsings)], references, options);
        CSharpGeneratorDriver.Create([LoggingGenerator()], parseOptions: s_language)
            .RunGeneratorsAndUpdateCompilation(sources, out Compilation whole, out _);
        return (CSharpCompilation)whole;
    }

    private static Dictionary<string, SyntaxTree> Sources()
    {
        string root = Path.Combine(RepositoryRoot.Path, "src");
        char slash = Path.DirectorySeparatorChar;
        return s_projects
            .SelectMany(project => Directory.EnumerateFiles(Path.Combine(root, project), "*.cs", SearchOption.AllDirectories))
            .Where(path => !path.Contains($"{slash}obj{slash}", StringComparison.Ordinal) && !path.Contains($"{slash}bin{slash}", StringComparison.Ordinal))
            .ToDictionary(path => Path.GetRelativePath(root, path).Replace(slash, '/'), path => Parse(path, File.ReadAllText(path)));
    }

    private static ISourceGenerator LoggingGenerator()
    {
        string path = typeof(MutantCompiler).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(note => note.Key == "LoggingGenerator").Value!;
        Type generator = Assembly.LoadFrom(path).GetType("Microsoft.Extensions.Logging.Generators.LoggerMessageGenerator", throwOnError: true)!;
        return ((IIncrementalGenerator)Activator.CreateInstance(generator)!).AsSourceGenerator();
    }

    private static bool IsError(Diagnostic diagnostic) => diagnostic.Severity == DiagnosticSeverity.Error;
}
