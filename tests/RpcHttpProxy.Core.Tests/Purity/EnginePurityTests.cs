using System.Text.RegularExpressions;
using RpcHttpProxy.Engine.Links;
using RpcHttpProxy.TestKit;

namespace RpcHttpProxy.Core.Tests.Purity;

/// <summary>The engine carries any protocol: it refers to nothing of ours, and knows no ASP.NET and no word of RPC.</summary>
public partial class EnginePurityTests
{
    private const string Root = "RpcHttpProxy.Engine";

    private static readonly string[] _wordsOfTheProtocol =
        ["rts", "rpc", "rpch", "pdu", "pdus", "cookie", "cookies", "channel", "channels", "http", "proxy", "recycle", "recycled", "recycling"];

    private static readonly IReadOnlyDictionary<string, string> _sources = Directory
        .EnumerateFiles(Path.Combine(RepositoryRoot.Path, "src", Root), "*.cs", SearchOption.AllDirectories)
        .Where(file => !file.Contains("/obj/", StringComparison.Ordinal) && !file.Contains("/bin/", StringComparison.Ordinal))
        .ToDictionary(file => file, File.ReadAllText);

    [Fact]
    public void It_refers_to_the_runtime_and_to_Stateless_only()
    {
        string[] references = [.. typeof(Link).Assembly.GetReferencedAssemblies().Select(reference => reference.Name!)];
        Assert.All(references, name => Assert.True(
            name is "Stateless" || name.StartsWith("System.", StringComparison.Ordinal) || name.StartsWith("Microsoft.Win32.", StringComparison.Ordinal), name));
    }

    [Fact]
    public void It_uses_no_ASP_NET() =>
        Assert.DoesNotContain(AssemblyUses.Of(typeof(Link).Assembly), use => use.StartsWith("Microsoft.AspNetCore", StringComparison.Ordinal));

    [Fact]
    public void It_has_no_word_of_a_protocol()
    {
        Assert.NotEmpty(_sources);
        Assert.Empty(_sources.SelectMany(source => WordsOf(source.Value).Intersect(_wordsOfTheProtocol).Select(word => $"{source.Key}: {word}")));
    }

    [Theory]
    [InlineData("int _firstPdu;", "pdu")]
    [InlineData("void OnRtsPDU() { }", "rts")]
    [InlineData("var s = $\"{x} of a channel\";", "channel")]
    [InlineData("enum E { RPC_CONN }", "rpc")]
    public void The_inspection_finds_a_word_in_an_identifier_or_a_text(string source, string word) => Assert.Contains(word, WordsOf(source));

    [Theory]
    [InlineData("namespace RpcHttpProxy.Engine.Links;")]
    [InlineData("/// <summary>A channel, say.</summary>\nint _a; // a PDU\n/* an RTS PDU */")]
    [InlineData("int _starts; int _imports;")]
    public void The_inspection_passes_over_comments_and_the_project_s_own_name(string source) =>
        Assert.Empty(WordsOf(source).Intersect(_wordsOfTheProtocol));

    /// <summary>The words of identifiers and texts, in lower case: <c>OnRtsPDU</c> has three.</summary>
    private static HashSet<string> WordsOf(string source)
    {
        string code = Comments().Replace(source, "").Replace("RpcHttpProxy", "", StringComparison.Ordinal);
        return [.. Word().Matches(code).Select(match => match.Value.ToLowerInvariant())];
    }

    [GeneratedRegex(@"//[^\n]*|/\*.*?\*/", RegexOptions.Singleline)]
    private static partial Regex Comments();

    [GeneratedRegex("[A-Z]+(?![a-z])|[A-Z]?[a-z]+")]
    private static partial Regex Word();
}
