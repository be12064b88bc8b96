using RpcHttpProxy.Differential.Tests.Comparison;

namespace RpcHttpProxy.Differential.Tests.Cases;

/// <summary>Which cases of a class are run: all, those of a pattern, or a sample that takes as long as one is willing to wait for `dotnet test`.</summary>
internal static class Choice
{
    /// <summary>The cases that <c>RPCHTTP_CASES</c> asks for: <c>*</c> is all of them; without it, the sample.</summary>
    public static IReadOnlyList<Case> Of(CaseClass of, DifferenceList list) =>
        Environment.GetEnvironmentVariable("RPCHTTP_CASES") is { Length: > 0 } pattern
            ? [.. Case.Of(of).Where(one => ListedDifference.Matches(pattern, one.Name))]
            : Sample(of, list);

    /// <summary>
    /// Every so-many-th case, always the same ones, and all that are listed to differ. The steps are primes that divide neither the number of
    /// vectors nor that of bytes, requests and states, so that each of these is in the sample; <c>ChoiceTests</c> holds it to that.
    /// </summary>
    public static IReadOnlyList<Case> Sample(CaseClass of, DifferenceList list)
    {
        int step = StepOf(of);
        return [.. Case.Of(of).Where((one, i) => i % step == 0 || list.Lists(one.Name))];
    }

    private static int StepOf(CaseClass of) => of switch
    {
        CaseClass.GoldenVectors => 7,
        CaseClass.Transcripts => 2,
        _ => 3,
    };
}
