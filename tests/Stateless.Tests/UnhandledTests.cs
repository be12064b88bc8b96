namespace Stateless.Tests;

/// <summary>Triggers that no rule accepts: our protocol errors.</summary>
public sealed class UnhandledTests
{
    [Fact]
    public void A_trigger_without_a_rule_is_an_exception_that_names_state_and_trigger()
    {
        Story story = new Story().Watch(S.A).Listen();

        InvalidOperationException error = Assert.Throws<InvalidOperationException>(() => story.Machine.Fire(T.Z));

        Assert.Equal(
            "No valid leaving transitions are permitted from state 'A' for trigger 'Z'. Consider ignoring the trigger.", error.Message);
        story.Tells();
        Assert.Equal(S.A, story.Machine.State);
    }

    [Fact]
    public void A_trigger_whose_guards_are_unmet_is_an_exception_that_names_the_guards()
    {
        Story story = new();
        story.Machine.Configure(S.A)
            .PermitIf(T.Y, S.B, () => false, "g1")
            .PermitIf(T.Y, S.C, () => false, "g2");

        InvalidOperationException error = Assert.Throws<InvalidOperationException>(() => story.Machine.Fire(T.Y));

        Assert.Equal(
            "Trigger 'Y' is valid for transition from state 'A' but a guard conditions are not met. Guard descriptions: 'g1, g2'.",
            error.Message);
    }

    [Fact]
    public void A_handler_gets_state_and_trigger_and_the_state_stays()
    {
        Story story = new Story().Watch(S.A).Listen();
        story.Machine.OnUnhandledTrigger((state, trigger) => story.Say($"unhandled {trigger} in {state}"));

        story.Machine.Fire(T.Z);

        story.Tells("unhandled Z in A");
        Assert.Equal(S.A, story.Machine.State);
    }

    [Fact]
    public void A_handler_gets_the_unmet_guards_or_null_when_no_rule_existed()
    {
        Story story = new();
        story.Machine.Configure(S.A).PermitIf(T.Y, S.B, () => false, "g1").IgnoreIf(T.Y, () => false, "g2");
        story.Machine.OnUnhandledTrigger((state, trigger, guards) =>
            story.Say($"unhandled {trigger} in {state}: {(guards is null ? "no rule" : string.Join(", ", guards))}"));

        story.Machine.Fire(T.Y);
        story.Machine.Fire(T.Z);

        story.Tells("unhandled Y in A: g1, g2", "unhandled Z in A: no rule");
    }

    [Fact]
    public void A_handler_is_told_the_substate_and_not_the_superstate()
    {
        Story story = new();
        story.Machine.Configure(S.A).SubstateOf(S.Super);
        story.Machine.OnUnhandledTrigger((state, trigger) => story.Say($"unhandled {trigger} in {state}"));

        story.Machine.Fire(T.Z);

        story.Tells("unhandled Z in A");
    }

    [Fact]
    public void A_protocol_error_fired_by_the_handler_leads_from_every_state_to_the_last_one()
    {
        Story story = new Story().Watch(S.A, S.Super, S.Finished).Listen();
        story.Machine.OnUnhandledTrigger((state, trigger) =>
        {
            story.Say($"unhandled {trigger} in {state}");
            story.Machine.Fire(T.ProtocolError);
            story.Say("handler returns");
        });
        story.Machine.Configure(S.Super).Permit(T.ProtocolError, S.Finished);
        story.Machine.Configure(S.A).SubstateOf(S.Super);
        story.Machine.Configure(S.Finished).Ignore(T.ProtocolError).Ignore(T.Z);

        story.Machine.Fire(T.Z);
        story.Tells(
            "unhandled Z in A",
            "handler returns",
            "exit A [State A]",
            "exit Super [State A]",
            "transitioned A--ProtocolError-->Finished [State Finished]",
            "enter Finished [State Finished]",
            "completed A--ProtocolError-->Finished [State Finished]");

        story.Machine.Fire(T.Z);
        story.Tells();
        Assert.Equal(S.Finished, story.Machine.State);
    }

    [Fact]
    public void A_destination_that_was_never_configured_is_a_legal_dead_end()
    {
        Story story = new();
        story.Machine.Configure(S.A).Permit(T.X, S.C);

        story.Machine.Fire(T.X);

        Assert.Equal(S.C, story.Machine.State);
        Assert.False(story.Machine.CanFire(T.X));
        Assert.True(story.Machine.IsInState(S.C));
        Assert.Throws<InvalidOperationException>(() => story.Machine.Fire(T.X));
    }

    [Fact]
    public void An_initial_state_that_was_never_configured_accepts_nothing()
    {
        Story story = new(initial: S.C);

        Assert.False(story.Machine.CanFire(T.X));
        Assert.True(story.Machine.IsInState(S.C));
        Assert.False(story.Machine.IsInState(S.A));
        Assert.Throws<InvalidOperationException>(() => story.Machine.Fire(T.X));
    }
}
