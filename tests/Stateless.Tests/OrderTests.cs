namespace Stateless.Tests;

/// <summary>What runs when, for one trigger.</summary>
public sealed class OrderTests
{
    [Fact]
    public void A_transition_exits_then_changes_the_state_then_tells_then_enters_then_completes()
    {
        Story story = new Story().Watch(S.A, S.B).Listen();
        story.Machine.Configure(S.A).Permit(T.X, S.B);

        story.Machine.Fire(T.X);

        story.Tells(
            "exit A [State A]",
            "transitioned A--X-->B [State B]",
            "enter B [State B]",
            "completed A--X-->B [State B]");
        Assert.Equal(S.B, story.Machine.State);
    }

    [Fact]
    public void A_reentry_takes_the_same_steps_within_one_state()
    {
        Story story = new Story().Watch(S.A).Listen();
        story.Machine.Configure(S.A).PermitReentry(T.X);

        story.Machine.Fire(T.X);

        story.Tells(
            "exit A [State A]",
            "transitioned A--X-->A (reentry) [State A]",
            "enter A [State A]",
            "completed A--X-->A (reentry) [State A]");
    }

    [Fact]
    public void An_internal_transition_runs_its_action_and_nothing_else()
    {
        Story story = new Story().Watch(S.A).Listen();
        story.Machine.Configure(S.A)
            .InternalTransition(T.X, story.Saying("internal"))
            .InternalTransition(T.Y, t => story.Say($"internal {t.Source}, {t.Trigger}, {t.Destination}"));

        story.Machine.Fire(T.X);
        story.Machine.Fire(T.Y);

        story.Tells("internal", "internal A, Y, A");
        Assert.Equal(S.A, story.Machine.State);
    }

    [Fact]
    public void An_ignored_trigger_runs_nothing()
    {
        Story story = new Story().Watch(S.A).Listen();
        story.Machine.OnUnhandledTrigger((_, _) => story.Say("unhandled"));
        story.Machine.Configure(S.A).Ignore(T.X);

        story.Machine.Fire(T.X);

        story.Tells();
        Assert.Equal(S.A, story.Machine.State);
    }

    [Fact]
    public void Actions_run_in_the_order_of_their_registration_whether_they_are_for_one_trigger_or_for_all()
    {
        Story story = new();
        story.Machine.Configure(S.A).Permit(T.X, S.B).Permit(T.Y, S.B)
            .OnExit(story.Saying("exit 1")).OnExit(story.Saying("exit 2"));
        story.Machine.Configure(S.B).Permit(T.Z, S.A)
            .OnEntryFrom(T.X, story.Saying("enter 1 by X"))
            .OnEntry(story.Saying("enter 2"))
            .OnEntryFrom(T.Y, story.Saying("enter 3 by Y"))
            .OnEntryFrom(T.X, t => story.Say($"enter 4 by {t.Trigger}"))
            .OnEntry(t => story.Say($"enter 5 from {t.Source}"));

        story.Machine.Fire(T.X);
        story.Tells("exit 1", "exit 2", "enter 1 by X", "enter 2", "enter 4 by X", "enter 5 from A");

        story.Machine.Fire(T.Z);
        story.Machine.Fire(T.Y);
        story.Tells("exit 1", "exit 2", "enter 2", "enter 3 by Y", "enter 5 from A");
    }

    [Fact]
    public void Listeners_are_told_in_the_order_in_which_they_came()
    {
        Story story = new();
        story.Machine.Configure(S.A).Permit(T.X, S.B);
        story.Machine.OnTransitioned(_ => story.Say("first"));
        story.Machine.OnTransitioned(_ => story.Say("second"));
        story.Machine.OnTransitionCompleted(_ => story.Say("third"));
        story.Machine.OnTransitionCompleted(_ => story.Say("fourth"));

        story.Machine.Fire(T.X);

        story.Tells("first", "second", "third", "fourth");
    }

    [Fact]
    public void Configuring_a_state_twice_adds_to_it()
    {
        Story story = new();
        story.Machine.Configure(S.A).Permit(T.X, S.B).OnExit(story.Saying("first"));
        story.Machine.Configure(S.A).Permit(T.Y, S.C).OnExit(story.Saying("second"));

        Assert.True(story.Machine.CanFire(T.X));
        story.Machine.Fire(T.Y);

        story.Tells("first", "second");
        Assert.Equal(S.C, story.Machine.State);
    }

    [Fact]
    public void A_configuration_knows_its_state_and_its_machine()
    {
        Story story = new();
        Machine.StateConfiguration configuration = story.Machine.Configure(S.B);

        Assert.Equal(S.B, configuration.State);
        Assert.Same(story.Machine, configuration.Machine);
        Assert.Same(configuration, configuration.Permit(T.X, S.C).Ignore(T.Y).OnEntry(() => { }).SubstateOf(S.Super));
    }
}
