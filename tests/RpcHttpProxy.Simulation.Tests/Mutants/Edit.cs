namespace RpcHttpProxy.Simulation.Tests.Mutants;

/// <summary>One small change of a source file.</summary>
/// <param name="File">The file, from <c>src/</c> on.</param>
/// <param name="Text">What must stand there, exactly once; line ends and indentation as they are.</param>
/// <param name="Replacement">What stands there instead.</param>
internal sealed record Edit(string File, string Text, string Replacement)
{
    /// <summary>The changed text of the file. A text that isn't there any more, or more than once, is an error: the plan has rotted.</summary>
    public string Apply(string source)
    {
        int first = source.IndexOf(Text, StringComparison.Ordinal);
        int last = source.LastIndexOf(Text, StringComparison.Ordinal);
        return first < 0 ? throw new InvalidOperationException($"{File} doesn't contain what is to be changed: {Text}")
            : first != last ? throw new InvalidOperationException($"{File} contains what is to be changed more than once: {Text}")
            : source[..first] + Replacement + source[(first + Text.Length)..];
    }
}
