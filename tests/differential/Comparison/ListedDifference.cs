using System.Text.RegularExpressions;

namespace RpcHttpProxy.Differential.Tests.Comparison;

/// <summary>One section of <c>differences.md</c>: the cases, in which lines they differ, and why that is better.</summary>
/// <param name="Title">The heading.</param>
/// <param name="Reason">The paragraphs below it.</param>
/// <param name="Patterns">Names of cases; <c>*</c> stands for any text.</param>
/// <param name="Lines">As in <see cref="Difference"/>.</param>
internal sealed record ListedDifference(string Title, string Reason, IReadOnlyList<string> Patterns, IReadOnlyList<string> Lines)
{
    public string Text => string.Join('\n', Lines);

    public static bool Matches(string pattern, string name) =>
        Regex.IsMatch(name, $"^{Regex.Escape(pattern).Replace("\\*", ".*", StringComparison.Ordinal)}$", RegexOptions.CultureInvariant);
}
