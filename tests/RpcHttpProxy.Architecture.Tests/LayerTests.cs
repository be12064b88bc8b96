using System.Text.RegularExpressions;
using ArchUnitNET.Fluent;
using ArchUnitNET.xUnit;
using RpcHttpProxy.TestKit;
using static ArchUnitNET.Fluent.ArchRuleDefinition;

namespace RpcHttpProxy.Architecture.Tests;

/// <summary>Holds the picture and the table of <c>specs/architecture.md</c>: which project knows which, and arrows point down only.</summary>
public partial class LayerTests
{
    private static readonly string[] s_page = MarkdownTable.LinesOf("specs/architecture.md");

    private static readonly Dictionary<string, string[]> s_known = MarkdownTable.Under("## Who knows whom", s_page).Rows.ToDictionary(
        row => row[0].Trim('`'), row => Names().Matches(row[1]).Select(match => match.Groups[1].Value).ToArray());

    public static TheoryData<string> Projects => [.. OwnCode.Projects];

    [Fact]
    public void The_table_has_each_project() => Assert.Equal(OwnCode.Projects, s_known.Keys.Order());

    [Theory]
    [MemberData(nameof(Projects))]
    public void A_project_knows_those_that_the_table_names_and_no_other(string project)
    {
        foreach (string other in OwnCode.Projects.Where(other => other != project))
        {
            bool isKnown = s_known[project].Contains(other);
            IArchRule rule = Types().That().ResideInAssembly(OwnCode.AssemblyOf(project))
                .Should().NotDependOnAny(Types().That().ResideInAssembly(OwnCode.AssemblyOf(other)));
            if (isKnown)
            {
                Assert.False(rule.HasNoViolations(OwnCode.Architecture), $"{project} doesn't use {other}: the table is wrong.");
            }
            else
            {
                rule.Check(OwnCode.Architecture);
            }
        }
    }

    [Fact]
    public void In_the_picture_each_arrow_points_down()
    {
        string[] picture = [.. s_page.SkipWhile(line => line != "```").Skip(1).TakeWhile(line => line != "```")];
        Dictionary<string, int> row = picture
            .SelectMany((line, number) => Drawn().Matches(line).Select(match => (Project: match.Groups[1].Value, Row: number)))
            .Where(drawn => OwnCode.Projects.Contains(drawn.Project))
            .ToDictionary(drawn => drawn.Project, drawn => drawn.Row);
        Assert.Equal(["Client", "Core", "Edge", "Engine", "Hosting", "Protocol", "Tool", "Transport"], row.Keys.Order());
        Assert.All(row.Keys, from => Assert.All(s_known[from].Where(row.ContainsKey), to => Assert.True(row[to] > row[from], $"{from} knows {to}")));
    }

    [GeneratedRegex("`(\\w+)`")]
    private static partial Regex Names();

    /* A name at the beginning of a line, or behind a gap or a rule, with a gap behind it. */
    [GeneratedRegex(@"(?<=^ |  |\|  )([A-Z]\w+)(?=  )")]
    private static partial Regex Drawn();
}
