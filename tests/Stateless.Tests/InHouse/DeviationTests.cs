#if IN_HOUSE_STATELESS // Where ours differs from the package on purpose.
namespace Stateless.Tests.InHouse;

/// <summary>The differences that src/Stateless/README.md lists.</summary>
public sealed class DeviationTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public void The_guard_of_an_internal_rule_is_evaluated_once()
    {
        Story story = new();
        Machine.TriggerWithParameters<string> x = story.Machine.SetTriggerParameters<string>(T.X);
        story.Machine.Configure(S.A).InternalTransitionIf(
            x,
            text =>
            {
                story.Say($"guard {text}");
                return true;
            },
            (text, _) => story.Say($"action {text}"));

        story.Machine.Fire(x, "hi");

        story.Tells("guard hi", "action hi");
    }

    [Fact]
    public void Firing_through_states_never_configured_leaves_the_table_as_it_was()
    {
        Machine machine = new(S.C);
        machine.OnUnhandledTrigger((_, _) => { });
        machine.Configure(S.A).Permit(T.X, S.B);

        machine.Fire(T.X);
        Assert.False(machine.CanFire(T.Y));

        Assert.Equal([S.A, S.B], machine.GetInfo().States.Select(state => (S)state.UnderlyingState));
    }

    [Fact]
    public void An_unguarded_internal_rule_lists_no_guard()
    {
        Machine machine = new(S.A);
        machine.Configure(S.A).InternalTransition(T.X, () => { });

        Assert.Empty(machine.GetInfo().States.Single().FixedTransitions.Single().GuardConditionsMethodDescriptions);
    }

#if DEBUG
    [Fact]
    public void A_second_thread_inside_Fire_is_told_so_and_the_first_goes_on()
    {
        Story story = new();
        using ManualResetEventSlim inside = new();
        using ManualResetEventSlim release = new();
        story.Machine.Configure(S.A).Permit(T.X, S.B).OnExit(() =>
        {
            inside.Set();
            Assert.True(release.Wait(Patience));
        });
        story.Machine.Configure(S.B).Permit(T.Y, S.C);

        Exception? ofFirst = null;
        Thread first = new(() => ofFirst = Record.Exception(() => story.Machine.Fire(T.X)));
        first.Start();
        Assert.True(inside.Wait(Patience));
        Exception? ofSecond = Record.Exception(() => story.Machine.Fire(T.X));
        release.Set();
        Assert.True(first.Join(Patience));

        Assert.IsType<InvalidOperationException>(ofSecond);
        Assert.Contains("thread", ofSecond.Message, StringComparison.OrdinalIgnoreCase);
        Assert.Null(ofFirst);
        Assert.Equal(S.B, story.Machine.State);

        // One after the other is fine, whichever thread it is.
        story.Machine.Fire(T.Y);
        Assert.Equal(S.C, story.Machine.State);
    }
#endif
}
#endif
