using Stateless.Reflection;

namespace Stateless.Tests;

/// <summary>The table as data: what the diagrams are made from.</summary>
public sealed class GetInfoTests
{
    [Fact]
    public void States_come_in_the_order_of_first_mention_and_unconfigured_destinations_last()
    {
        Machine machine = new(S.C);
        machine.Configure(S.B).Permit(T.X, S.Finished).SubstateOf(S.Super);
        machine.Configure(S.A).Permit(T.Y, S.Outer).Permit(T.Z, S.B);

        StateMachineInfo info = machine.GetInfo();

        Assert.Equal([S.B, S.Super, S.A, S.Finished, S.Outer], info.States.Select(state => (S)state.UnderlyingState));
        Assert.Equal(typeof(S), info.StateType);
        Assert.Equal(typeof(T), info.TriggerType);
    }

    [Fact]
    public void The_initial_state_is_told_even_when_it_was_never_configured()
    {
        Machine machine = new(S.C);
        machine.Configure(S.A);

        StateMachineInfo info = machine.GetInfo();

        Assert.Equal(S.C, info.InitialState.UnderlyingState);
        Assert.DoesNotContain(info.States, state => S.C.Equals(state.UnderlyingState));
    }

    [Fact]
    public void The_initial_state_of_a_machine_with_external_state_is_the_one_at_construction()
    {
        S state = S.B;
        Machine machine = new(() => state, written => state = written, FiringMode.Queued);
        state = S.C;

        Assert.Equal(S.B, machine.GetInfo().InitialState.UnderlyingState);
    }

    [Fact]
    public void Rules_come_by_trigger_in_the_order_of_registration_and_permit_before_reentry_before_internal()
    {
        Machine machine = new(S.A);
        machine.Configure(S.A)
            .InternalTransition(T.Y, () => { })
            .Permit(T.X, S.B)
            .PermitReentryIf(T.Y, () => false)
            .PermitIf(T.Y, S.C, () => false)
            .PermitIf(T.Y, S.B, () => false);

        IEnumerable<string> rules = StateOf(machine, S.A).FixedTransitions.Select(rule =>
            $"{rule.Trigger.UnderlyingTrigger} {rule.DestinationState.UnderlyingState}{(rule.IsInternalTransition ? " internal" : "")}");

        Assert.Equal(["Y C", "Y B", "Y A", "Y A internal", "X B"], rules);
    }

    [Fact]
    public void Guards_are_described_by_the_text_given_or_by_the_name_of_the_method()
    {
        Machine machine = new(S.A);
        machine.Configure(S.A)
            .Permit(T.X, S.B)
            .PermitIf(T.Y, S.B, () => true, "the text given")
            .PermitIf(T.Z, S.B, NamedGuard)
            .PermitIf(T.ProtocolError, S.B, () => true);

        IEnumerable<string> guards = StateOf(machine, S.A).FixedTransitions.Select(rule =>
            $"{rule.Trigger.UnderlyingTrigger}: {string.Join(", ", rule.GuardConditionsMethodDescriptions.Select(guard => guard.Description))}");

        Assert.Equal(["X: ", "Y: the text given", "Z: NamedGuard", "ProtocolError: Function"], guards);
    }

    [Fact]
    public void Actions_are_described_with_the_trigger_they_are_for()
    {
        Machine machine = new(S.A);
        machine.Configure(S.A)
            .OnEntry(NamedAction)
            .OnEntryFrom(T.X, NamedAction, "the text given")
            .OnEntry(() => { })
            .OnExit(NamedAction, "leave")
            .OnExit(NamedAction);

        StateInfo state = StateOf(machine, S.A);

        Assert.Equal(
            ["NamedAction from any", "the text given from X", "Function from any"],
            state.EntryActions.Select(action => $"{action.Method.Description} from {action.FromTrigger ?? "any"}"));
        Assert.Equal(["leave", "NamedAction"], state.ExitActions.Select(action => action.Description));
        Assert.Equal(["NamedAction", "NamedAction"], state.ExitActions.Select(action => action.MethodName));
        Assert.All(state.ExitActions, action => Assert.False(action.IsAsync));
        Assert.Equal("Function", InvocationInfo.DefaultFunctionDescription);
    }

    [Fact]
    public void Ignored_triggers_are_listed_apart()
    {
        Machine machine = new(S.A);
        machine.Configure(S.A).Ignore(T.Y).IgnoreIf(T.X, () => true, "while it rains").Permit(T.Z, S.B);

        StateInfo state = StateOf(machine, S.A);

        Assert.Equal([T.Y, T.X], state.IgnoredTriggers.Select(rule => (T)rule.Trigger.UnderlyingTrigger));
        Assert.Equal(["while it rains"], state.IgnoredTriggers.Last().GuardConditionsMethodDescriptions.Select(guard => guard.Description));
        Assert.Equal([T.Z], state.Transitions.Select(rule => (T)rule.Trigger.UnderlyingTrigger));
    }

    [Fact]
    public void Substates_and_superstates_point_at_each_other()
    {
        Machine machine = new(S.A);
        machine.Configure(S.A).SubstateOf(S.Super);
        machine.Configure(S.B).SubstateOf(S.Super);

        StateInfo super = StateOf(machine, S.Super);

        Assert.Null(super.Superstate);
        Assert.Equal([S.A, S.B], super.Substates.Select(state => (S)state.UnderlyingState));
        Assert.All(super.Substates, state => Assert.Same(super, state.Superstate));
        Assert.Empty(StateOf(machine, S.A).Substates);
    }

    private static StateInfo StateOf(Machine machine, S state) =>
        machine.GetInfo().States.Single(info => state.Equals(info.UnderlyingState));

    private static bool NamedGuard() => true;

    private static void NamedAction()
    {
    }
}
