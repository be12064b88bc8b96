namespace Stateless.Tests;

/// <summary>Triggers with an argument.</summary>
public sealed class ParameterTests
{
    [Fact]
    public void The_argument_reaches_guard_action_and_transition()
    {
        Story story = new();
        Machine.TriggerWithParameters<string> x = story.Machine.SetTriggerParameters<string>(T.X);
        story.Machine.Configure(S.A)
            .PermitIf(x, S.B, text => text.Length == 2, "two letters")
            .PermitIf(x, S.C, text => text.Length != 2);
        story.Machine.Configure(S.B)
            .OnEntryFrom(x, text => story.Say($"text {text}"))
            .OnEntryFrom(x, (text, t) => story.Say($"text {text} from {t.Source}"))
            .OnEntry(t => story.Say($"parameters {string.Join(", ", t.Parameters)}"));

        story.Machine.Fire(x, "hi");

        story.Tells("text hi", "text hi from A", "parameters hi");
        Assert.Equal(S.B, story.Machine.State);
    }

    [Fact]
    public void An_internal_rule_sees_the_argument_in_guard_and_action()
    {
        Story story = new();
        Machine.TriggerWithParameters<int> x = story.Machine.SetTriggerParameters<int>(T.X);
        story.Machine.Configure(S.A)
            .InternalTransitionIf(x, n => n > 0, (n, t) => story.Say($"positive {n} in {t.Source}"))
            .InternalTransitionIf(x, n => n < 0, (n, _) => story.Say($"negative {n}"));

        story.Machine.Fire(x, 7);
        story.Machine.Fire(x, -7);

        story.Tells("positive 7 in A", "negative -7");
        Assert.True(story.Machine.CanFire(x, 1));
        Assert.False(story.Machine.CanFire(x, 0));
    }

    [Fact]
    public void A_plain_action_may_serve_a_trigger_that_has_an_argument()
    {
        Story story = new();
        Machine.TriggerWithParameters<string> x = story.Machine.SetTriggerParameters<string>(T.X);
        story.Machine.Configure(S.A).Permit(T.X, S.B);
        story.Machine.Configure(S.B).OnEntryFrom(T.X, story.Saying("entered"));

        story.Machine.Fire(x, "hi");

        story.Tells("entered");
    }

    [Fact]
    public void Without_its_argument_the_trigger_passes_and_everybody_sees_default()
    {
        Story story = new();
        Machine.TriggerWithParameters<string> x = story.Machine.SetTriggerParameters<string>(T.X);
        story.Machine.Configure(S.A).PermitIf(x, S.B, text => text is null);
        story.Machine.Configure(S.B).OnEntryFrom(x, (text, t) => story.Say($"text {text ?? "null"}, {t.Parameters.Length} parameters"));

        Assert.True(story.Machine.CanFire(T.X));
        story.Machine.Fire(T.X);

        story.Tells("text null, 0 parameters");
    }

    [Fact]
    public void A_null_argument_is_an_argument()
    {
        Story story = new();
        Machine.TriggerWithParameters<string?> x = story.Machine.SetTriggerParameters<string?>(T.X);
        story.Machine.Configure(S.A).InternalTransition(x, (text, t) => story.Say($"text {text ?? "null"}, {t.Parameters.Length} parameters"));

        story.Machine.Fire(x, null);

        story.Tells("text null, 1 parameters");
    }

    [Fact]
    public void Too_many_arguments_are_refused_before_any_rule_is_looked_for()
    {
        Story story = new();
        Machine.TriggerWithParameters x = story.Machine.SetTriggerParameters<string>(T.X);
        story.Machine.OnUnhandledTrigger((_, _) => story.Say("unhandled"));

        Assert.Throws<ArgumentException>(() => story.Machine.Fire(x, "one", "two"));

        story.Tells();
    }

    [Fact]
    public void An_argument_of_the_wrong_type_is_refused_before_any_rule_is_looked_for()
    {
        Story story = new();
        Machine.TriggerWithParameters x = story.Machine.SetTriggerParameters<string>(T.X);
        story.Machine.OnUnhandledTrigger((_, _) => story.Say("unhandled"));

        Assert.Throws<ArgumentException>(() => story.Machine.Fire(x, 1));

        story.Tells();
    }

    [Fact]
    public void A_loose_list_of_arguments_that_fits_is_accepted()
    {
        Story story = new();
        Machine.TriggerWithParameters<object> x = story.Machine.SetTriggerParameters<object>(T.X);
        story.Machine.Configure(S.A).InternalTransition(x, (argument, _) => story.Say($"got {argument ?? "nothing"}"));
        Machine.TriggerWithParameters loose = x;

        story.Machine.Fire(loose, "text");
        story.Machine.Fire(loose, []);

        story.Tells("got text", "got nothing");
    }

    [Fact]
    public void A_trigger_with_parameters_knows_its_trigger_and_its_types()
    {
        Machine.TriggerWithParameters<string> x = new Story().Machine.SetTriggerParameters<string>(T.X);

        Assert.Equal(T.X, x.Trigger);
        Assert.Equal([typeof(string)], x.ArgumentTypes);
        x.ValidateParameters(["fits"]);
        Assert.Throws<ArgumentException>(() => x.ValidateParameters([1]));
    }
}
