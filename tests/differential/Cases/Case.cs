namespace RpcHttpProxy.Differential.Tests.Cases;

/// <summary>One thing that is done to both builds.</summary>
/// <param name="Class">Where it comes from.</param>
/// <param name="Name">Unique; what <c>differences.md</c> calls it.</param>
/// <param name="Run">Does it, with <see cref="Script"/> noting what comes.</param>
internal sealed record Case(CaseClass Class, string Name, Func<Script, Task> Run)
{
    /// <summary>Whether both builds can do it at the same time: nothing that they share is used.</summary>
    public bool BothAtOnce { get; init; }

    /// <summary>All there are.</summary>
    public static IReadOnlyList<Case> All { get; } = Checked(
    [
        .. Golden.GoldenCases.All(),
        .. HostileCases.All(),
        .. TranscriptCases.All(),
        .. HttpCases.All(),
        .. CommandCases.All(),
    ]);

    public static IReadOnlyList<Case> Of(CaseClass of) => [.. All.Where(one => one.Class == of)];

    private static IReadOnlyList<Case> Checked(IReadOnlyList<Case> cases)
    {
        string[] twice = [.. cases.GroupBy(one => one.Name).Where(one => one.Count() > 1).Select(one => one.Key)];
        return twice.Length == 0 ? cases : throw new InvalidOperationException($"Two cases have one name: {string.Join(", ", twice)}");
    }
}
