namespace Stateless.Tests;

/// <summary>Entering, leaving and asking upwards.</summary>
public sealed class SubstateTests
{
    // Outer { Super { Inner, B } }, A and C outside.
    private static Story Nested(S initial = S.A)
    {
        Story story = new Story(initial: initial).Watch(S.A, S.B, S.C, S.Inner, S.Super, S.Outer);
        story.Machine.Configure(S.Super).SubstateOf(S.Outer);
        story.Machine.Configure(S.Inner).SubstateOf(S.Super);
        story.Machine.Configure(S.B).SubstateOf(S.Super);
        return story;
    }

    [Fact]
    public void From_outside_the_outermost_state_is_entered_first()
    {
        Story story = Nested();
        story.Machine.Configure(S.A).Permit(T.X, S.Inner);

        story.Machine.Fire(T.X);

        story.Tells("exit A [State A]", "enter Outer [State Inner]", "enter Super [State Inner]", "enter Inner [State Inner]");
    }

    [Fact]
    public void To_the_outside_the_innermost_state_is_left_first()
    {
        Story story = Nested(S.Inner);
        story.Machine.Configure(S.Inner).Permit(T.X, S.A);

        story.Machine.Fire(T.X);

        story.Tells("exit Inner [State Inner]", "exit Super [State Inner]", "exit Outer [State Inner]", "enter A [State A]");
    }

    [Fact]
    public void Between_siblings_the_superstate_is_neither_left_nor_entered()
    {
        Story story = Nested(S.Inner);
        story.Machine.Configure(S.Inner).Permit(T.X, S.B);

        story.Machine.Fire(T.X);

        story.Tells("exit Inner [State Inner]", "enter B [State B]");
    }

    [Fact]
    public void A_move_to_the_own_superstate_only_leaves_the_substate()
    {
        Story story = Nested(S.Inner);
        story.Machine.Configure(S.Inner).Permit(T.X, S.Super);

        story.Machine.Fire(T.X);

        story.Tells("exit Inner [State Inner]");
        Assert.Equal(S.Super, story.Machine.State);
    }

    [Fact]
    public void A_move_into_an_own_substate_only_enters_the_substate()
    {
        Story story = Nested(S.Super);
        story.Machine.Configure(S.Super).Permit(T.X, S.Inner);

        story.Machine.Fire(T.X);

        story.Tells("enter Inner [State Inner]");
    }

    [Fact]
    public void A_rule_of_the_superstate_serves_every_substate_and_names_the_substate_as_source()
    {
        Story story = Nested(S.Inner);
        story.Machine.Configure(S.Outer).Permit(T.X, S.A);
        story.Machine.OnTransitioned(t => story.Say(Story.Told(t)));

        story.Machine.Fire(T.X);

        story.Tells(
            "exit Inner [State Inner]", "exit Super [State Inner]", "exit Outer [State Inner]", "Inner--X-->A", "enter A [State A]");
    }

    [Fact]
    public void A_rule_of_the_superstate_that_leads_to_the_current_state_does_nothing()
    {
        Story story = Nested(S.Inner).Listen();
        story.Machine.Configure(S.Super).Permit(T.X, S.Inner);
        story.Machine.OnUnhandledTrigger((_, _) => story.Say("unhandled"));

        story.Machine.Fire(T.X);

        story.Tells();
        Assert.Equal(S.Inner, story.Machine.State);
    }

    [Fact]
    public void A_reentry_rule_of_the_superstate_leaves_both_and_ends_in_the_superstate()
    {
        Story story = new(initial: S.Inner);
        story.Machine.Configure(S.Super).PermitReentry(T.X)
            .OnEntry(story.Saying("enter Super")).OnExit(story.Saying("exit Super"));
        story.Machine.Configure(S.Inner).SubstateOf(S.Super)
            .OnEntry(story.Saying("enter Inner")).OnExit(story.Saying("exit Inner"));

        story.Machine.Fire(T.X);

        story.Tells("exit Inner", "exit Super", "enter Super");
        Assert.Equal(S.Super, story.Machine.State);
    }

    [Fact]
    public void An_internal_rule_of_the_superstate_runs_in_the_substate()
    {
        Story story = Nested(S.Inner);
        story.Machine.Configure(S.Outer).InternalTransition(T.X, t => story.Say($"internal in {t.Source}"));

        story.Machine.Fire(T.X);

        story.Tells("internal in Inner");
        Assert.Equal(S.Inner, story.Machine.State);
    }

    [Fact]
    public void A_trigger_ignored_by_the_superstate_is_ignored_in_the_substate()
    {
        Story story = Nested(S.Inner);
        story.Machine.Configure(S.Super).Ignore(T.X);

        story.Machine.Fire(T.X);

        story.Tells();
    }

    [Fact]
    public void An_entry_action_for_one_trigger_works_on_the_superstate_too()
    {
        Story story = new();
        story.Machine.Configure(S.A).Permit(T.X, S.Inner);
        story.Machine.Configure(S.Inner).SubstateOf(S.Super);
        story.Machine.Configure(S.Super)
            .OnEntryFrom(T.X, story.Saying("enter Super by X"))
            .OnEntryFrom(T.Y, story.Saying("enter Super by Y"));

        story.Machine.Fire(T.X);

        story.Tells("enter Super by X");
    }

    [Fact]
    public void IsInState_is_true_for_the_state_and_all_above_it()
    {
        Machine machine = Nested(S.Inner).Machine;

        Assert.True(machine.IsInState(S.Inner));
        Assert.True(machine.IsInState(S.Super));
        Assert.True(machine.IsInState(S.Outer));
        Assert.False(machine.IsInState(S.B));
        Assert.False(machine.IsInState(S.A));
    }
}
