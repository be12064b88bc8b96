using RpcHttpProxy.Differential.Tests.Cases;
using RpcHttpProxy.Differential.Tests.Comparison;

namespace RpcHttpProxy.Differential.Tests.SelfTests;

/// <summary>What is listed and what is found must be the same, case by case and line by line.</summary>
public class DifferenceListTests
{
    private const string List = """
        # Differences

        ### A word more

        Says why. And
        goes on.

        - `a: 1`
        - `b: *`

        ```diff
        - in: old
        + in: new
        ```
        """;

    private static readonly string[] s_cases = ["a: 1", "a: 2", "b: 1", "b: 2"];
    private static readonly string[] s_lines = ["- in: old", "+ in: new"];

    [Fact]
    public void A_section_is_read_as_it_stands()
    {
        ListedDifference entry = Assert.Single(DifferenceList.Parse(List).Listed);
        Assert.Equal(("A word more", "Says why. And goes on."), (entry.Title, entry.Reason));
        Assert.Equal(["a: 1", "b: *"], entry.Patterns);
        Assert.Equal(s_lines, entry.Lines);
    }

    [Fact]
    public void Differences_that_are_listed_so_are_no_fault() => Assert.Empty(Faults("a: 1", "b: 1", "b: 2"));

    [Fact]
    public void A_difference_that_is_not_listed_is_a_fault_that_can_be_pasted_into_the_list()
    {
        string fault = Assert.Single(Faults("a: 1", "a: 2", "b: 1", "b: 2"));
        string section = fault[fault.IndexOf("### ", StringComparison.Ordinal)..].Replace("### ", "### Title\n\nReason.\n", StringComparison.Ordinal);
        Assert.Equal(["a: 2"], DifferenceList.Parse(section).Listed[0].Patterns);
        Assert.Equal(s_lines, DifferenceList.Parse(section).Listed[0].Lines);
    }

    [Theory]
    [InlineData("b: 1", "b: 2")]
    [InlineData("a: 1", "b: 1")]
    [InlineData("a: 1")]
    [InlineData]
    public void A_listed_case_that_does_not_differ_any_more_is_a_fault(params string[] differing) => Assert.Single(Faults(differing));

    [Fact]
    public void A_listed_case_that_differs_in_other_lines_is_two_faults() =>
        Assert.Equal(2, DifferenceList.Parse(List).Faults(s_cases, [.. Found("b: 1", "b: 2"), new Difference("a: 1", ["- in: old", "+ in: newer"])]).Count);

    [Fact]
    public void Of_cases_that_were_not_run_nothing_is_said() =>
        Assert.Empty(DifferenceList.Parse(List).Faults(["a: 2"], []));

    [Theory]
    [InlineData("Says why. And\ngoes on.", "")]
    [InlineData("- `a: 1`\n- `b: *`", "")]
    [InlineData("```diff", "```")]
    public void A_section_without_reason_cases_or_lines_is_refused(string part, string instead) =>
        Assert.Throws<FormatException>(() => DifferenceList.Parse(List.Replace(part, instead, StringComparison.Ordinal)));

    [Fact]
    public void A_line_that_is_listed_for_everywhere_is_expected_behind_its_line_on_each_leg_and_nowhere_else()
    {
        DifferenceList list = DifferenceList.Parse(List + "\n\n### A field more\n\nSays why.\n\n```everywhere\n  Length: 1\n+ More: yes\n```\n");

        Observation expected = list.Expected(new Observation(["out: Length: 1", "out: end", "in: Length: 10", "old out: Length: 1", "Length: 1"]));

        Assert.Equal(["out: Length: 1", "out: More: yes", "out: end", "in: Length: 10", "old out: Length: 1", "old out: More: yes", "Length: 1"], expected.Lines);
        Assert.Single(list.Listed);
    }

    [Theory]
    [InlineData("+ More: yes")]
    [InlineData("- Length: 1\n+ More: yes")]
    [InlineData("  Length: 1\n+ More: yes\n+ Even more: yes")]
    public void A_block_for_everywhere_that_is_not_one_line_behind_another_is_refused(string block) =>
        Assert.Throws<FormatException>(() => DifferenceList.Parse($"### A field more\n\nSays why.\n\n```everywhere\n{block}\n```\n"));

    [Fact]
    public void Each_pattern_of_the_list_matches_a_case() => Assert.Empty(ComparisonTests.List.Unused(
        [.. Case.All.Select(one => one.Name), .. Enum.GetValues<CaseClass>().Select(ComparisonTests.EndOf)]));

    [Fact]
    public void The_lines_that_differ_are_shown_in_order()
    {
        IReadOnlyList<string> lines = Observation.Difference(new Observation(["a", "b", "c", "d"]), new Observation(["a", "x", "c", "d", "e"]));
        Assert.Equal(["- b", "+ x", "+ e"], lines);
    }

    private static IReadOnlyList<string> Faults(params string[] differing) => DifferenceList.Parse(List).Faults(s_cases, [.. Found(differing)]);

    private static IEnumerable<Difference> Found(params string[] cases) => cases.Select(name => new Difference(name, s_lines));
}
