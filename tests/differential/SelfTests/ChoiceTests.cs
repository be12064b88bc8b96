using RpcHttpProxy.Differential.Tests.Cases;
using RpcHttpProxy.Differential.Tests.Cases.Golden;
using RpcHttpProxy.Differential.Tests.Wire;

namespace RpcHttpProxy.Differential.Tests.SelfTests;

/// <summary>The sample leaves cases out, and no kind of case.</summary>
public class ChoiceTests
{
    private static readonly IReadOnlyList<string> s_sample =
        [.. Enum.GetValues<CaseClass>().SelectMany(of => Choice.Sample(of, ComparisonTests.List)).Select(one => one.Name)];

    public static TheoryData<string> States => [.. GoldenStates.All.Select(state => state.Name)];

    public static TheoryData<string> AllVectors => [.. Vectors.Names];

    [Theory]
    [MemberData(nameof(States))]
    public void Each_state_of_the_golden_vectors_is_in_the_sample(string state) =>
        Assert.InRange(s_sample.Count(name => name.StartsWith($"golden: {state}: ", StringComparison.Ordinal)), 7, 80);

    [Theory]
    [MemberData(nameof(AllVectors))]
    public void Each_vector_is_in_the_sample_in_several_states(string vector) =>
        Assert.InRange(s_sample.Count(name => name.StartsWith("golden: ", StringComparison.Ordinal) && name.EndsWith($": {vector}", StringComparison.Ordinal)), 3, 20);

    [Theory]
    [InlineData("hostile: ", 100, 150)]
    [InlineData("transcript: ", 20, 40)]
    [InlineData("http: ", 130, 200)]
    [InlineData("command: ", 25, 50)]
    public void Each_class_is_in_the_sample(string prefix, int least, int most) =>
        Assert.InRange(s_sample.Count(name => name.StartsWith(prefix, StringComparison.Ordinal)), least, most);

    [Fact]
    public void All_that_is_listed_to_differ_is_in_the_sample() =>
        Assert.Empty(Case.All.Select(one => one.Name).Where(ComparisonTests.List.Lists).Except(s_sample));
}
