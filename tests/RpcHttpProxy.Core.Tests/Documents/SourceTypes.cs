using System.Text.RegularExpressions;
using RpcHttpProxy.TestKit;

namespace RpcHttpProxy.Core.Tests.Documents;

/// <summary>Every type declared below a folder of the repository, with the text of the files that declare it.</summary>
internal static partial class SourceTypes
{
    public static IReadOnlyDictionary<string, string> Below(string folder)
    {
        var types = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (string file in Directory.EnumerateFiles(Path.Combine(RepositoryRoot.Path, folder), "*.cs", SearchOption.AllDirectories))
        {
            if (file.Contains("/obj/", StringComparison.Ordinal))
            {
                continue;
            }

            string text = File.ReadAllText(file);
            foreach (Match match in Declaration().Matches(text))
            {
                string name = match.Groups[1].Value;
                types[name] = types.GetValueOrDefault(name) + text;
            }
        }

        return types;
    }

    [GeneratedRegex(@"^\s*(?:public|internal|private)?[a-z ]*\b(?:class|record struct|record|struct|enum|interface) (\w+)", RegexOptions.Multiline)]
    private static partial Regex Declaration();
}
