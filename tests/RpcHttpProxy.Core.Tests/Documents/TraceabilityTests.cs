using RpcHttpProxy.TestKit;
using Xunit.Abstractions;

namespace RpcHttpProxy.Core.Tests.Documents;

/// <summary>Holds that each MUST of the specification has code and a test that bear its id, and that <c>specs/traceability.md</c> says where.</summary>
public class TraceabilityTests(ITestOutputHelper output)
{
    private static readonly Requirements s_requirements = Requirements.Read();
    private static readonly RequirementMark[] s_marks = RequirementMark.All();
    private static readonly HashSet<string> s_ids = [.. s_requirements.Sections.SelectMany(section => section.Ids)];

    [Fact]
    public void The_list_has_every_section_once_in_order_and_820_MUSTs()
    {
        int[][] sections = [.. s_requirements.Sections.Select(section => section.Number.Split('.').Select(int.Parse).ToArray())];
        Assert.Equal(sections.OrderBy(Weight), sections);
        Assert.Equal(sections.Length, s_requirements.Sections.Select(section => section.Number).Distinct().Count());
        Assert.Equal(820, s_requirements.Sections.Sum(section => section.Count));
    }

    [Fact]
    public void Every_mark_names_requirements_that_there_are() =>
        Assert.Empty(s_marks.SelectMany(mark => mark.Ids.Where(id => !s_ids.Contains(id)).Select(id => $"{mark.File}: {id}")));

    [Fact]
    public void Every_mark_is_read_as_one() => Assert.Empty(RequirementMark.Misspelt());

    [Fact]
    public void Every_mark_of_a_test_stands_above_it_or_in_a_table_of_tests() =>
        Assert.Empty(s_marks.Where(mark => mark.IsOfATest && !mark.IsBesideATest).Select(mark => $"{mark.File}: {mark.Place}"));

    [Fact]
    public void Every_requirement_is_told_in_our_words_once_beside_the_code_that_meets_it()
    {
        string[] told = [.. s_marks.Where(mark => !mark.IsOfATest && mark.Text.Length > 0).SelectMany(mark => mark.Ids)];
        Assert.Empty(told.GroupBy(id => id).Where(group => group.Count() > 1).Select(group => group.Key));
        Assert.Empty(s_ids.Except(told).Except(s_requirements.NotTested.Keys));
    }

    [Fact]
    public void Every_requirement_has_a_test_or_a_reason_why_it_has_none()
    {
        string[] tested = [.. s_marks.Where(mark => mark.IsOfATest).SelectMany(mark => mark.Ids).Distinct()];
        Assert.Empty(s_ids.Except(tested).Except(s_requirements.NotTested.Keys));
        Assert.Empty(s_requirements.NotTested.Keys.Intersect(tested));
        Assert.Empty(s_requirements.NotTested.Keys.Except(s_ids));
    }

    [Fact]
    public void The_page_is_what_the_marks_make()
    {
        var made = new TraceabilityPage(s_requirements, s_marks);
        string path = Path.Combine(RepositoryRoot.Path, TraceabilityPage.Path), page = made.Render();
        if (Environment.GetEnvironmentVariable(TroubleshootingPage.UpdateVariable) == "1")
        {
            File.WriteAllText(path, page);
        }

        output.WriteLine(made.Coverage());
        Assert.Equal(page, File.ReadAllText(path));
    }

    private static long Weight(int[] section) => section.Concat(Enumerable.Repeat(0, 7)).Take(7).Aggregate(0L, (sum, part) => (sum * 100) + part);
}
