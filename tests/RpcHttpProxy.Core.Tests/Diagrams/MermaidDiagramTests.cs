using RpcHttpProxy.Core.Diagrams;

namespace RpcHttpProxy.Core.Tests.Diagrams;

public sealed class MermaidDiagramTests
{
    [Fact]
    public void The_door_is_drawn_with_superstate_guards_actions_loops_notes_start_and_end()
    {
        Assert.Equal(
            """
            ---
            title: "Door"
            ---
            stateDiagram-v2
                state "Broken<br/>entry#58; call the joiner" as Broken
                note right of Broken : ignores<br/>Push [while it rains]<br/>Kick
                state "InUse" as InUse {
                    state "Closed" as Closed
                    state "Open<br/>Pull#58; hold #38; wait #60;5 s#62;<br/>exit#58; let go" as Open
                }

                [*] --> Closed
                Closed --> Closed : Knock (stays)
                Closed --> Open : Pull [it is #34;unlocked#34;]
                Open --> Closed : Push
                Open --> Open : Pull (again)
                InUse --> Broken : Kick
                Broken --> [*]

            """,
            MermaidDiagram.Render("Door", Samples.DoorMachine()));
    }

    [Fact]
    public void A_superstate_tells_its_loops_and_what_it_ignores_under_its_name()
    {
        Assert.Equal(
            """
            ---
            title: "Busy superstate"
            ---
            stateDiagram-v2
                state "Broken" as Broken
                state "InUse<br/>Push (again)<br/>Knock (stays)<br/>ignores Kick" as InUse {
                    state "Closed" as Closed
                    state "Open" as Open
                }

                [*] --> Closed
                InUse --> Broken : Pull
                Broken --> [*]

            """,
            MermaidDiagram.Render("Busy superstate", Samples.BusySuperstate()));
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
