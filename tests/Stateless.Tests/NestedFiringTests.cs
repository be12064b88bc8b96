namespace Stateless.Tests;

/// <summary>Triggers fired from inside an action, in both modes.</summary>
public sealed class NestedFiringTests
{
    [Fact]
    public void Queued_triggers_run_in_order_after_the_transition_is_complete()
    {
        Story story = new Story().Listen();
        Machine machine = story.Machine;
        machine.Configure(S.A).Permit(T.X, S.B).OnExit(() =>
        {
            machine.Fire(T.Y);
            story.Say("exit A, Y noted");
        });
        machine.Configure(S.B).Permit(T.Y, S.C).OnEntry(() =>
        {
            machine.Fire(T.Z);
            story.Say("enter B, Z noted");
        });
        machine.Configure(S.C).Permit(T.Z, S.A).OnEntry(story.Saying("enter C"));

        machine.Fire(T.X);

        story.Tells(
            "exit A, Y noted",
            "transitioned A--X-->B [State B]",
            "enter B, Z noted",
            "completed A--X-->B [State B]",
            "transitioned B--Y-->C [State C]",
            "enter C",
            "completed B--Y-->C [State C]",
            "transitioned C--Z-->A [State A]",
            "completed C--Z-->A [State A]");
    }

    [Fact]
    public void A_trigger_fired_by_the_completion_listener_is_queued_too()
    {
        Story story = new();
        Machine machine = story.Machine;
        machine.Configure(S.A).Permit(T.X, S.B);
        machine.Configure(S.B).InternalTransition(T.Y, story.Saying("Y"));
        machine.OnTransitionCompleted(_ =>
        {
            machine.Fire(T.Y);
            story.Say("completed");
        });

        machine.Fire(T.X);

        story.Tells("completed", "Y");
    }

    [Fact]
    public void A_queued_trigger_keeps_its_argument()
    {
        Story story = new();
        Machine machine = story.Machine;
        Machine.TriggerWithParameters<string> withText = machine.SetTriggerParameters<string>(T.Y);
        machine.Configure(S.A).InternalTransition(T.X, () =>
        {
            machine.Fire(withText, "one");
            machine.Fire(withText, "two");
            story.Say("both noted");
        });
        machine.Configure(S.A).InternalTransition(withText, (text, _) => story.Say(text));

        machine.Fire(T.X);

        story.Tells("both noted", "one", "two");
    }

    [Fact]
    public void Queueing_is_the_default()
    {
        Machine machine = new(S.A);
        List<string> lines = [];
        machine.Configure(S.A).InternalTransition(T.Y, () => lines.Add("Y")).InternalTransition(T.X, () =>
        {
            machine.Fire(T.Y);
            lines.Add("X");
        });

        machine.Fire(T.X);

        Assert.Equal(["X", "Y"], lines);
    }

    [Fact]
    public void In_immediate_mode_the_nested_move_comes_first_and_completion_tells_the_whole_journey()
    {
        Story story = new Story(FiringMode.Immediate).Listen();
        Machine machine = story.Machine;
        machine.Configure(S.A).Permit(T.X, S.B);
        machine.Configure(S.B).Permit(T.Y, S.C).OnEntry(() =>
        {
            machine.Fire(T.Y);
            story.Say("enter B, Y done");
        });
        machine.Configure(S.C).OnEntry(story.Saying("enter C"));

        machine.Fire(T.X);

        story.Tells(
            "transitioned A--X-->B [State B]",
            "transitioned B--Y-->C [State C]",
            "enter C",
            "completed B--Y-->C [State C]",
            "enter B, Y done",
            "completed A--X-->C [State C]");
        Assert.Equal(S.C, machine.State);
    }
}
