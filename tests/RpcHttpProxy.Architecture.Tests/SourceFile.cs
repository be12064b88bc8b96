using System.Text.RegularExpressions;
using RpcHttpProxy.TestKit;

namespace RpcHttpProxy.Architecture.Tests;

/// <summary>A source file.</summary>
/// <param name="Path">Its path below <c>src</c> or <c>tests</c>.</param>
/// <param name="Text">What is in it.</param>
internal sealed partial record SourceFile(string Path, string Text)
{
    /// <summary>Those of <c>src</c>.</summary>
    public static IReadOnlyList<SourceFile> All { get; } = [.. Read("src")];

    /// <summary>Those of <c>tests</c>.</summary>
    public static IReadOnlyList<SourceFile> Tests { get; } = [.. Read("tests")];

    /// <summary>The namespace; null for a program's top-level statements.</summary>
    public string? Namespace { get; } = NamespaceDeclaration().Match(Text) is { Success: true } match ? match.Groups[1].Value : null;

    /// <summary>The namespace that its folder stands for.</summary>
    public string FolderNamespace { get; } = System.IO.Path.GetDirectoryName(Path)!.Replace('/', '.');

    /// <summary>The first type in it, as the file is named.</summary>
    public string Type { get; } = System.IO.Path.GetFileName(Path).Split('.')[0];

    /// <summary>Our namespaces that it names in a using directive.</summary>
    public IEnumerable<string> Usings => UsingDirective().Matches(Text).Select(match => match.Groups[1].Value);

    public int Lines => Text.Count(character => character == '\n');

    /// <summary>Whether other programs see its type.</summary>
    public bool IsPublic => PublicDeclaration().IsMatch(Text);

    private static IEnumerable<SourceFile> Read(string folder)
    {
        string top = System.IO.Path.Combine(RepositoryRoot.Path, folder);
        foreach (string file in Directory.EnumerateFiles(top, "*.cs", SearchOption.AllDirectories))
        {
            string path = System.IO.Path.GetRelativePath(top, file).Replace('\\', '/');
            if (!path.Contains("/obj/", StringComparison.Ordinal) && !path.Contains("/bin/", StringComparison.Ordinal))
            {
                yield return new SourceFile(path, File.ReadAllText(file));
            }
        }
    }

    [GeneratedRegex(@"^namespace ([\w.]+)", RegexOptions.Multiline)]
    private static partial Regex NamespaceDeclaration();

    [GeneratedRegex(@"^(?:global )?using (?:static |\w+ = )?(RpcHttpProxy\.[\w.]+)", RegexOptions.Multiline)]
    private static partial Regex UsingDirective();

    [GeneratedRegex("^public ", RegexOptions.Multiline)]
    private static partial Regex PublicDeclaration();
}
