using RpcHttpProxy.Core.Diagrams;

namespace RpcHttpProxy.Core.Tests.Diagrams;

/// <summary>The expected pictures are files beside this one, so that they can be looked at with graphviz.</summary>
public sealed class DotDiagramTests
{
    [Fact]
    public void The_door_is_drawn_with_its_border_guards_actions_loops_notes_start_and_end()
    {
        Assert.Equal(Expected("Door.dot"), DotDiagram.Render("Door", Samples.DoorMachine()));
    }

    [Fact]
    public void What_all_live_states_have_in_common_stands_at_the_border_and_loops_stay_with_their_states()
    {
        Assert.Equal(Expected("BusyDoor.dot"), DotDiagram.Render("Busy door", Samples.BusyDoor()));
    }

    [Fact]
    public void Rules_between_the_same_two_states_share_an_arrow_by_the_triggers_enum_value()
    {
        string dot = DotDiagram.Render("Two ways", Samples.TwoWays());

        Assert.Contains("""    "Closed" -> "Open" [label=" Push \n Kick \n"]""" + "\n", dot, StringComparison.Ordinal);
    }

    [Fact]
    public void The_order_of_configuration_makes_no_difference()
    {
        Assert.Equal(
            DotDiagram.Render("Door", Samples.DoorMachine()),
            DotDiagram.Render("Door", Samples.DoorMachineInAnotherOrder()));
    }

    [Fact]
    public void Long_descriptions_break_at_a_blank_and_go_on_indented()
    {
        string dot = DotDiagram.Render("Long", Samples.LongDescription());

        Assert.Contains(
            """entry: one two three four five six seven<BR ALIGN="LEFT"/>    eight nine ten<BR ALIGN="LEFT"/>""", dot, StringComparison.Ordinal);
    }

    [Fact]
    public void A_title_may_hold_quotes_and_backslashes()
    {
        string dot = DotDiagram.Render("a \"door\" \\n", Samples.TwoWays());

        Assert.Contains("""    label="a \"door\" \\n" """.TrimEnd() + "\n", dot, StringComparison.Ordinal);
    }

    private static string Expected(string file) => File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Diagrams", file));
}
