using RpcHttpProxy.Core.Diagrams;

namespace RpcHttpProxy.Core.Tests.Diagrams;

public sealed class MermaidDiagramTests
{
    [Fact]
    public void The_door_is_drawn_with_its_border_guards_actions_loops_notes_start_and_end()
    {
        Assert.Equal(
            """
            ---
            title: "Door"
            ---
            stateDiagram-v2
                state "Broken<br/>entry#58; call the joiner" as Broken
                note right of Broken : ignores<br/>Push [while it rains]<br/>Kick
                state "Live" as Live {
                    state "Closed" as Closed
                    state "Open<br/>Pull#58; hold #38; wait #60;5 s#62;<br/>exit#58; let go" as Open
                }

                [*] --> Closed
                Closed --> Closed : Knock (stays)
                Closed --> Open : Pull [it is #34;unlocked#34;]
                Open --> Closed : Push
                Open --> Open : Pull (again)
                Live --> Broken : Kick
                Broken --> [*]

            """,
            MermaidDiagram.Render("Door", Samples.DoorMachine()));
    }

    [Fact]
    public void What_all_live_states_have_in_common_stands_at_the_border_and_loops_stay_with_their_states()
    {
        Assert.Equal(
            """
            ---
            title: "Busy door"
            ---
            stateDiagram-v2
                state "Broken" as Broken
                state "Live<br/>ignores Kick" as Live {
                    state "Closed" as Closed
                    note right of Closed : ignores<br/>Knock
                    state "Open" as Open
                }

                [*] --> Closed
                Closed --> Closed : Push (again)
                Open --> Open : Push (stays)
                Live --> Broken : Pull
                Broken --> [*]

            """,
            MermaidDiagram.Render("Busy door", Samples.BusyDoor()));
    }

    [Fact]
    public void The_order_of_configuration_makes_no_difference()
    {
        Assert.Equal(
            MermaidDiagram.Render("Door", Samples.DoorMachine()),
            MermaidDiagram.Render("Door", Samples.DoorMachineInAnotherOrder()));
    }

    [Fact]
    public void Rules_between_the_same_two_states_share_an_arrow_by_the_triggers_enum_value()
    {
        Assert.Contains(
            "    Closed --> Open : Push<br/>Kick\n", MermaidDiagram.Render("Two ways", Samples.TwoWays()), StringComparison.Ordinal);
    }
}
