using RpcHttpProxy.TestKit;
using RpcHttpProxy.Tool.Diagrams;
using Stateless;
using Stateless.Reflection;

namespace RpcHttpProxy.EndToEnd.Tests.Diagrams;

/// <summary>What <c>rpchttp diagrams</c> writes, and what its check finds.</summary>
public sealed class DiagramFolderTests : IDisposable
{
    private readonly string _dir = Directory.CreateTempSubdirectory("diagrams-").FullName;

    private enum Lamp
    {
        Off,
        On,
    }

    private enum Hand
    {
        Press,
    }

    public void Dispose() => Directory.Delete(_dir, recursive: true);

    [Fact]
    public void An_empty_or_absent_folder_lacks_every_file()
    {
        string[] all = ["Lamp.dot is missing", "Lamp.mmd is missing", "README.md is missing", "Lamp.svg is missing"];

        Assert.Equal(all, DiagramFolder.Check(_dir, Machines("switches on")));
        Assert.Equal(all, DiagramFolder.Check(Path.Combine(_dir, "absent"), Machines("switches on")));
    }

    [PeerFact("dot")]
    public void What_was_written_is_current()
    {
        Assert.Empty(DiagramFolder.Write(_dir, Machines("switches on")));

        Assert.Empty(DiagramFolder.Check(_dir, Machines("switches on")));
        Assert.Equal(["Lamp.dot", "Lamp.mmd", "Lamp.svg", "README.md"], Directory.GetFiles(_dir).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [PeerFact("dot")]
    public void A_machine_that_changed_makes_its_pictures_stale_until_they_are_written_again()
    {
        DiagramFolder.Write(_dir, Machines("switches on"));

        Assert.Equal(
            ["Lamp.dot is stale", "Lamp.mmd is stale", "Lamp.svg is stale"],
            DiagramFolder.Check(_dir, Machines("switches on and glows")));

        DiagramFolder.Write(_dir, Machines("switches on and glows"));
        Assert.Empty(DiagramFolder.Check(_dir, Machines("switches on and glows")));
    }

    [PeerFact("dot")]
    public void A_picture_that_is_right_is_not_drawn_again()
    {
        DiagramFolder.Write(_dir, Machines("switches on"));
        string svg = Path.Combine(_dir, "Lamp.svg");
        File.AppendAllText(svg, "<!-- drawn by another version -->\n");

        DiagramFolder.Write(_dir, Machines("switches on"));

        Assert.EndsWith("<!-- drawn by another version -->\n", File.ReadAllText(svg), StringComparison.Ordinal);
    }

    [PeerFact("dot")]
    public void Pictures_of_a_machine_that_is_gone_are_found()
    {
        DiagramFolder.Write(_dir, Machines("switches on"));
        File.WriteAllText(Path.Combine(_dir, "Candle.dot"), "digraph {}");

        Assert.Equal(["Candle.dot belongs to no machine"], DiagramFolder.Check(_dir, Machines("switches on")));
    }

    [PeerFact("dot")]
    public void The_SVG_is_one_and_names_the_text_it_was_drawn_from()
    {
        const string Dot = "digraph { a -> b }";

        string svg = SvgDiagram.TryRender(Dot)!;

        Assert.Contains("<svg", svg, StringComparison.Ordinal);
        Assert.EndsWith("</svg>\n", svg, StringComparison.Ordinal);
        Assert.True(SvgDiagram.IsDrawnFrom(svg, Dot));
        Assert.False(SvgDiagram.IsDrawnFrom(svg, "digraph { a -> c }"));
        System.Xml.Linq.XDocument.Parse(svg);
    }

    [PeerFact("dot")]
    public void A_text_that_graphviz_refuses_is_an_exception_with_its_complaint()
    {
        Exception refusal = Assert.Throws<InvalidOperationException>(() => SvgDiagram.TryRender("digraph {"));

        Assert.Contains("syntax error", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_README_has_a_line_and_a_picture_for_each_machine()
    {
        string readme = DiagramReadme.Render([("Lamp", "Figure 1", "A lamp.")]);

        Assert.Contains(
            "| [Lamp](#lamp) | Figure 1 | A lamp. | [Lamp.md](../specs/machines/Lamp.md) | [DOT](Lamp.dot), [Mermaid](Lamp.mmd), [SVG](Lamp.svg) |\n", readme, StringComparison.Ordinal);
        Assert.EndsWith("\n## Lamp\n\nFigure 1. A lamp. [Its table, and its code](../specs/machines/Lamp.md).\n\n![Lamp](Lamp.svg)\n", readme, StringComparison.Ordinal);
    }

    private static (string Name, string Figure, string Summary, StateMachineInfo Info)[] Machines(string action)
    {
        StateMachine<Lamp, Hand> machine = new(Lamp.Off, FiringMode.Queued);
        machine.Configure(Lamp.Off).Permit(Hand.Press, Lamp.On);
        machine.Configure(Lamp.On).OnEntry(() => { }, action);
        return [("Lamp", "Figure 1", "A lamp.", machine.GetInfo())];
    }
}
