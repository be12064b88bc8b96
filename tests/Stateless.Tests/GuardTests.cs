namespace Stateless.Tests;

/// <summary>Which rule is chosen when several could be.</summary>
public sealed class GuardTests
{
    [Fact]
    public void Every_guard_of_every_rule_is_evaluated_once_and_in_order()
    {
        Story story = new();
        story.Machine.Configure(S.A)
            .PermitIf(T.X, S.B, story.Guard("p", false))
            .PermitIf(T.X, S.C, story.Guard("q", true))
            .PermitReentryIf(T.X, story.Guard("r", false))
            .IgnoreIf(T.X, story.Guard("s", false));

        story.Machine.Fire(T.X);

        story.Tells("p", "q", "r", "s");
        Assert.Equal(S.C, story.Machine.State);
    }

    [Fact]
    public void Two_rules_that_both_apply_are_an_exception_when_fired_and_the_state_stays()
    {
        Story story = new Story().Watch(S.A).Listen();
        story.Machine.Configure(S.A)
            .PermitIf(T.X, S.B, story.Guard("p", true))
            .PermitIf(T.X, S.C, story.Guard("q", true));

        InvalidOperationException error = Assert.Throws<InvalidOperationException>(() => story.Machine.Fire(T.X));

        Assert.StartsWith("Multiple permitted exit transitions", error.Message, StringComparison.Ordinal);
        story.Tells("p", "q");
        Assert.Equal(S.A, story.Machine.State);
    }

    [Fact]
    public void An_unguarded_rule_beside_a_guard_that_holds_is_no_default_but_an_ambiguity()
    {
        Story story = new();
        bool holds = true;
        story.Machine.Configure(S.A).Permit(T.X, S.B).PermitIf(T.X, S.C, () => holds);

        Assert.Throws<InvalidOperationException>(() => story.Machine.Fire(T.X));

        holds = false;
        story.Machine.Fire(T.X);
        Assert.Equal(S.B, story.Machine.State);
    }

    [Fact]
    public void Permitting_a_trigger_twice_is_found_only_when_it_is_fired()
    {
        Story story = new();
        story.Machine.Configure(S.A).Permit(T.X, S.B).Permit(T.X, S.B);

        Assert.Throws<InvalidOperationException>(() => story.Machine.Fire(T.X));
    }

    [Fact]
    public void A_guard_that_fails_in_the_substate_falls_through_to_the_superstate()
    {
        Story story = new();
        story.Machine.Configure(S.A).SubstateOf(S.Super).PermitIf(T.X, S.B, story.Guard("substate", false));
        story.Machine.Configure(S.Super).PermitIf(T.X, S.C, story.Guard("superstate", true));

        story.Machine.Fire(T.X);

        story.Tells("substate", "superstate");
        Assert.Equal(S.C, story.Machine.State);
    }

    [Fact]
    public void A_rule_of_the_substate_hides_the_one_of_the_superstate()
    {
        Story story = new();
        story.Machine.Configure(S.A).SubstateOf(S.Super).Permit(T.X, S.B);
        story.Machine.Configure(S.Super).Permit(T.X, S.C);

        story.Machine.Fire(T.X);

        Assert.Equal(S.B, story.Machine.State);
    }

    [Theory]
    [InlineData(true, S.B)]
    [InlineData(false, S.C)]
    public void Guards_that_exclude_each_other_choose_the_destination(bool first, S destination)
    {
        Story story = new();
        story.Machine.Configure(S.A).PermitIf(T.X, S.B, () => first).PermitIf(T.X, S.C, () => !first);

        story.Machine.Fire(T.X);

        Assert.Equal(destination, story.Machine.State);
    }

    [Fact]
    public void Guarded_reentry_and_guarded_ignoring_apply_while_their_guards_hold()
    {
        Story story = new Story().Watch(S.A);
        bool reenter = true;
        story.Machine.Configure(S.A).PermitReentryIf(T.X, () => reenter).IgnoreIf(T.X, () => !reenter);

        story.Machine.Fire(T.X);
        story.Tells("exit A [State A]", "enter A [State A]");

        reenter = false;
        story.Machine.Fire(T.X);
        story.Tells();
    }

    [Fact]
    public void CanFire_asks_the_guards_and_the_superstate_and_accepts_what_is_ignored()
    {
        Story story = new();
        bool open = false;
        story.Machine.Configure(S.A).SubstateOf(S.Super).PermitIf(T.X, S.B, () => open).Ignore(T.Y);
        story.Machine.Configure(S.Super).Permit(T.ProtocolError, S.Finished);

        Assert.False(story.Machine.CanFire(T.X));
        Assert.True(story.Machine.CanFire(T.Y));
        Assert.False(story.Machine.CanFire(T.Z));
        Assert.True(story.Machine.CanFire(T.ProtocolError));

        open = true;
        Assert.True(story.Machine.CanFire(T.X));
        Assert.Equal(S.A, story.Machine.State);
    }
}
