using Stateless;
using Stateless.Reflection;

namespace RpcHttpProxy.Core.Tests.Machines;

/// <summary>What the machines, their tables and their pictures rely on in Stateless, beyond that a trigger leads where the table says.</summary>
public class StatelessContractTests
{
    private readonly List<string> _story = [];
    private readonly StateMachine<Lamp, Touch> _lamp;
    private Lamp _state = Lamp.Off;

    public StatelessContractTests()
    {
        _lamp = new StateMachine<Lamp, Touch>(() => _state, state => _state = state, FiringMode.Queued);
        _lamp.OnTransitioned(move => _story.Add($"{move.Source} --{move.Trigger}--> {move.Destination}"));
    }

    private enum Lamp
    {
        Off,
        On,
        Broken,
    }

    private enum Touch
    {
        Press,
        Turn,
        Drop,
    }

    [Fact]
    public void The_state_is_written_and_the_move_told_before_the_entry_actions_which_run_in_the_order_of_their_registration()
    {
        _lamp.Configure(Lamp.Off).Permit(Touch.Press, Lamp.On).Permit(Touch.Turn, Lamp.On);
        _lamp.Configure(Lamp.On)
            .OnEntryFrom(Touch.Press, () => _story.Add($"pressed, {_state}"))
            .OnEntry(() => _story.Add("entered"))
            .OnEntryFrom(Touch.Turn, () => _story.Add("turned"))
            .OnEntryFrom(Touch.Press, () => _story.Add("pressed, behind"));

        _lamp.Fire(Touch.Press);

        Assert.Equal(["Off --Press--> On", "pressed, On", "entered", "pressed, behind"], _story);
    }

    [Fact]
    public void A_trigger_fired_within_an_action_waits_for_the_end_of_the_move()
    {
        _lamp.Configure(Lamp.Off).Permit(Touch.Press, Lamp.On);
        _lamp.Configure(Lamp.On)
            .OnEntry(() => _lamp.Fire(Touch.Drop))
            .OnEntry(() => _story.Add("entered"))
            .Permit(Touch.Drop, Lamp.Broken);

        _lamp.Fire(Touch.Press);

        Assert.Equal(["Off --Press--> On", "entered", "On --Drop--> Broken"], _story);
    }

    [Fact]
    public void A_trigger_without_a_rule_is_handed_to_its_handler_which_may_fire_another()
    {
        _lamp.OnUnhandledTrigger((state, trigger) =>
        {
            _story.Add($"{trigger} in {state}; it takes {string.Join(", ", Enum.GetValues<Touch>().Where(_lamp.CanFire))}");
            _lamp.Fire(Touch.Drop);
        });
        _lamp.Configure(Lamp.Off).Permit(Touch.Drop, Lamp.Broken).Permit(Touch.Press, Lamp.On);

        _lamp.Fire(Touch.Turn);

        Assert.Equal(["Turn in Off; it takes Press, Drop", "Off --Drop--> Broken"], _story);
    }

    [Fact]
    public void An_ignored_trigger_does_nothing()
    {
        _lamp.OnUnhandledTrigger((_, _) => _story.Add("unhandled"));
        _lamp.Configure(Lamp.Off).Ignore(Touch.Turn).OnEntry(() => _story.Add("entered"));

        _lamp.Fire(Touch.Turn);

        Assert.Empty(_story);
    }

    [Fact]
    public void An_internal_transition_runs_its_action_and_nothing_else()
    {
        _lamp.Configure(Lamp.Off).InternalTransition(Touch.Turn, () => _story.Add("turned")).OnEntry(() => _story.Add("entered"));

        _lamp.Fire(Touch.Turn);

        Assert.Equal(["turned"], _story);
    }

    /// <summary>Why a machine whose action has thrown is given up.</summary>
    [Fact]
    public void A_trigger_that_an_exception_left_waiting_is_fired_by_the_next_one()
    {
        _lamp.Configure(Lamp.Off).Permit(Touch.Press, Lamp.On);
        _lamp.Configure(Lamp.On)
            .OnEntry(() => _lamp.Fire(Touch.Drop))
            .OnEntry(() => throw new InvalidOperationException("a fault of ours"))
            .Permit(Touch.Drop, Lamp.Broken);
        _lamp.Configure(Lamp.Broken).Ignore(Touch.Turn);
        Assert.Throws<InvalidOperationException>(() => _lamp.Fire(Touch.Press));

        _state = Lamp.On;
        _lamp.Fire(Touch.Turn);

        Assert.Equal(["Off --Press--> On", "On --Drop--> Broken"], _story);
    }

    [Fact]
    public void The_reflection_tells_rules_ignored_triggers_and_actions_with_their_texts()
    {
        _lamp.Configure(Lamp.Off)
            .Permit(Touch.Press, Lamp.On)
            .InternalTransition(Touch.Turn, () => { })
            .Ignore(Touch.Drop);
        _lamp.Configure(Lamp.On)
            .OnEntryFrom(Touch.Press, () => { }, "shine")
            .OnEntry(() => { });
        StateMachineInfo info = _lamp.GetInfo();

        Assert.Equal(Lamp.Off, info.InitialState.UnderlyingState);
        StateInfo off = Assert.Single(info.States, state => state.UnderlyingState.Equals(Lamp.Off));
        Assert.Equal(
            ["Press to On", "Turn stays"],
            off.FixedTransitions.Select(rule => rule.IsInternalTransition ? $"{rule.Trigger} stays" : $"{rule.Trigger} to {rule.DestinationState}"));
        Assert.Equal("Drop", $"{Assert.Single(off.IgnoredTriggers).Trigger}");
        StateInfo on = Assert.Single(info.States, state => state.UnderlyingState.Equals(Lamp.On));
        Assert.Equal(
            ["Press: shine", $": {InvocationInfo.DefaultFunctionDescription}"],
            on.EntryActions.Select(action => $"{action.FromTrigger}: {action.Method.Description}"));
    }
}
