using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using RpcHttpProxy.TestKit;

namespace RpcHttpProxy.Hosting.Tests.Deadlines;

/// <summary>
/// Where the code waits for something that isn't its own: each await, P/Invoke and blocking call, as <c>Type: what it waits for</c>. An await of an
/// async method of the same code is none, since what that method awaits is there itself.
/// </summary>
internal static class WaitInventory
{
    // What <ImplicitUsings> gives a project.
    private const string ImplicitUsings = """
        global using System; global using System.Collections.Generic; global using System.IO; global using System.Linq;
        global using System.Net.Http; global using System.Threading; global using System.Threading.Tasks;
        """;

    /* Disposing of these waits for a callback that is running: one of ours, which doesn't block. */
    private static readonly string[] s_harmless = ["CancellationTokenRegistration.DisposeAsync", "ITimer.DisposeAsync"];

    /* Calls that block their thread, of the framework's; the list is by hand. */
    private static readonly string[] s_blocking =
    [
        "Dns.GetHostAddresses", "NegotiateAuthentication.GetOutgoingBlob", "X509Chain.Build", "Rfc2898DeriveBytes.Pbkdf2", "Monitor.Wait", "Thread.Join",
        "Task.Wait", "TaskAwaiter.GetResult", "ValueTaskAwaiter.GetResult", "ManualResetEventSlim.Wait", "SemaphoreSlim.Wait", "WaitHandle.WaitOne",
        "Thread.Sleep", "Process.WaitForExit",
    ];

    private static readonly CSharpParseOptions s_language = new(LanguageVersion.CSharp14, DocumentationMode.None);

    /// <summary>All of those projects, in order.</summary>
    public static IReadOnlySet<string> Of(params string[] projects)
    {
        SyntaxTree[] sources = [.. projects.SelectMany(Files).Select(path => CSharpSyntaxTree.ParseText(File.ReadAllText(path), s_language, path))];
        IEnumerable<MetadataReference> references = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => !projects.Contains(Path.GetFileNameWithoutExtension(path)))
            .Select(path => MetadataReference.CreateFromFile(path));
        return Of(CSharpCompilation.Create("Waits", [.. sources, CSharpSyntaxTree.ParseText(ImplicitUsings, s_language)], references));
    }

    /// <summary>Those of one source text, for tests of this inventory.</summary>
    public static IReadOnlySet<string> OfSource(string source)
    {
        IEnumerable<MetadataReference> references = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Select(path => MetadataReference.CreateFromFile(path));
        return Of(CSharpCompilation.Create("Waits", [CSharpSyntaxTree.ParseText(ImplicitUsings + source, s_language)], references));
    }

    private static IEnumerable<string> Files(string project)
    {
        string folder = Path.Combine(RepositoryRoot.Path, "src", project);
        return Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories)
            .Where(path => !Path.GetRelativePath(folder, path).StartsWith("obj", StringComparison.Ordinal)
                && !Path.GetRelativePath(folder, path).StartsWith("bin", StringComparison.Ordinal));
    }

    private static SortedSet<string> Of(Compilation compilation)
    {
        var waits = new SortedSet<string>(StringComparer.Ordinal);
        foreach (SyntaxTree tree in compilation.SyntaxTrees)
        {
            SemanticModel model = compilation.GetSemanticModel(tree);
            foreach (SyntaxNode node in tree.GetRoot().DescendantNodes())
            {
                waits.UnionWith(WaitsOf(node, model).Except(s_harmless).Select(wait => $"{TypeOf(node)}: {wait}"));
            }
        }

        return waits;
    }

    /// <summary>What a node waits for; nothing when it doesn't wait, or for code of ours.</summary>
    private static IEnumerable<string> WaitsOf(SyntaxNode node, SemanticModel model) => node switch
    {
        AwaitExpressionSyntax awaiting => Awaited(awaiting.Expression, model),
        LocalDeclarationStatementSyntax { AwaitKeyword.RawKind: not 0 } declared => [Disposed(declared.Declaration.Variables[0].Initializer!.Value, model)],
        UsingStatementSyntax { AwaitKeyword.RawKind: not 0, Expression: { } disposed } => [Disposed(disposed, model)],
        CommonForEachStatementSyntax { AwaitKeyword.RawKind: not 0 } each => [$"each of {each.Expression}"],
        MethodDeclarationSyntax method when method.AttributeLists.SelectMany(list => list.Attributes).Any(IsImport) => [method.Identifier.Text],
        SimpleNameSyntax name when model.GetSymbolInfo(name).Symbol is IMethodSymbol called && s_blocking.Contains(NameOf(called)) => [NameOf(called)],
        _ => [],
    };

    private static IEnumerable<string> Awaited(ExpressionSyntax expression, SemanticModel model) => expression switch
    {
        ParenthesizedExpressionSyntax { Expression: var inner } => Awaited(inner, model),
        ConditionalExpressionSyntax either => Awaited(either.WhenTrue, model).Concat(Awaited(either.WhenFalse, model)),

        // Which wait for the same.
        InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.Text: "ConfigureAwait" or "AsTask" } of } => Awaited(of.Expression, model),
        _ => model.GetSymbolInfo(expression).Symbol switch
        {
            IMethodSymbol { IsAsync: true, DeclaringSyntaxReferences.Length: > 0 } => [],
            IMethodSymbol method => [NameOf(method)],
            { } other => [other.Name],
            null => [expression.ToString()], // what doesn't compile here: as it stands
        },
    };

    private static string Disposed(ExpressionSyntax disposed, SemanticModel model)
    {
        while (disposed is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.Text: "ConfigureAwait" } of })
        {
            disposed = of.Expression;
        }

        return $"{model.GetTypeInfo(disposed).Type?.Name}.DisposeAsync";
    }

    private static bool IsImport(AttributeSyntax attribute)
    {
        string name = attribute.Name is QualifiedNameSyntax qualified ? qualified.Right.Identifier.Text : attribute.Name.ToString();
        return name is "LibraryImport" or "LibraryImportAttribute" or "DllImport" or "DllImportAttribute";
    }

    private static string NameOf(IMethodSymbol method) => $"{method.ContainingType.Name}.{method.Name}";

    private static string TypeOf(SyntaxNode node) => node.Ancestors().OfType<TypeDeclarationSyntax>().FirstOrDefault()?.Identifier.Text ?? "";
}
