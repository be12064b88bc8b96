using Stateless.Reflection;

namespace RpcHttpProxy.Core.Diagrams;

/// <summary>
/// What there is to draw of a machine, in an order that depends on enum values only. Made from the reflection alone, so that the
/// picture shows the very table that runs.
/// </summary>
internal sealed class MachinePicture
{
    private MachinePicture(IReadOnlyList<PictureState> outermost, IReadOnlyList<PictureArrow> arrows, PictureState? initial)
    {
        Outermost = outermost;
        Arrows = arrows;
        Initial = initial;
    }

    /// <summary>The states that lie in no other one.</summary>
    public IReadOnlyList<PictureState> Outermost { get; }

    /// <summary>The arrows, by source and then by destination.</summary>
    public IReadOnlyList<PictureArrow> Arrows { get; }

    /// <summary>Where the machine begins, if that state has any part in the table.</summary>
    public PictureState? Initial { get; }

    /// <summary>The states in which it ends.</summary>
    public IEnumerable<PictureState> Finals => Outermost.SelectMany(state => state.AndAllInside()).Where(state => state.IsFinal);

    public static MachinePicture Of(StateMachineInfo info)
    {
        List<StateInfo> states = [.. info.States.Where(state => HasPart(state, info)).OrderBy(state => state.UnderlyingState)];
        PictureState[] outermost = [.. states.Where(state => state.Superstate is null).Select(Draw)];
        Dictionary<string, PictureState> byName = outermost.SelectMany(state => state.AndAllInside()).ToDictionary(state => state.Name);

        IEnumerable<PictureArrow> arrows =
            from state in states
            from rule in InOrder(state.FixedTransitions)
            where !IsLoopOfSuperstate(state, rule)
            group Label(state, rule) by (From: state.UnderlyingState, To: rule.DestinationState.UnderlyingState) into labels
            orderby labels.Key.From, labels.Key.To
            select new PictureArrow(byName[$"{labels.Key.From}"], byName[$"{labels.Key.To}"], [.. labels]);

        return new MachinePicture(outermost, [.. arrows], byName.GetValueOrDefault($"{info.InitialState.UnderlyingState}"));
    }

    // A state that nothing leads to or from, and that does nothing, was only looked at: Stateless lists it all the same.
    private static bool HasPart(StateInfo state, StateMachineInfo info) =>
        state.Superstate is not null || state.Substates.Any() || state.Transitions.Any() || state.IgnoredTriggers.Any() ||
        state.EntryActions.Any() || state.ExitActions.Any() || state.UnderlyingState.Equals(info.InitialState.UnderlyingState) ||
        info.States.Any(other => other.FixedTransitions.Any(rule => LeadsTo(state, rule)));

    private static PictureState Draw(StateInfo state)
    {
        List<string> lines =
        [
            .. state.EntryActions.Where(action => IsTold(action.Method))
                .Select(action => $"{action.FromTrigger ?? "entry"}: {action.Method.Description}"),
            .. state.ExitActions.Where(IsTold).Select(action => $"exit: {action.Description}"),
        ];
        string[] ignored = [.. InOrder(state.IgnoredTriggers).Select(rule => Label(state, rule))];

        // Around a superstate there is no room for a loop or a note: they stand under its name.
        if (state.Substates.Any())
        {
            lines.AddRange(InOrder(state.FixedTransitions.Where(rule => IsLoopOfSuperstate(state, rule))).Select(rule => Label(state, rule)));
            if (ignored.Length > 0) lines.Add($"ignores {string.Join(", ", ignored)}");
            ignored = [];
        }

        return new PictureState(
            $"{state.UnderlyingState}",
            [.. state.Substates.OrderBy(substate => substate.UnderlyingState).Select(Draw)],
            lines,
            ignored,
            IsFinal: !state.Substates.Any() && !LeadsElsewhere(state));
    }

    // A rule of a superstate leads out of its substates too.
    private static bool LeadsElsewhere(StateInfo state)
    {
        for (StateInfo? holder = state; holder is not null; holder = holder.Superstate)
        {
            if (holder.FixedTransitions.Any(rule => !rule.IsInternalTransition && !LeadsTo(state, rule))) return true;
        }

        return false;
    }

    private static string Label(StateInfo state, TransitionInfo rule)
    {
        string guards = string.Join(", ", rule.GuardConditionsMethodDescriptions.Where(IsTold).Select(guard => guard.Description));
        string guarded = $"{rule.Trigger.UnderlyingTrigger}{(guards.Length == 0 ? "" : $" [{guards}]")}";
        if (rule.IsInternalTransition) return $"{guarded} (stays)";
        return rule is FixedTransitionInfo toSomewhere && LeadsTo(state, toSomewhere) ? $"{guarded} (again)" : guarded;
    }

    private static IEnumerable<TRule> InOrder<TRule>(IEnumerable<TRule> rules)
        where TRule : TransitionInfo => rules.OrderBy(rule => rule.Trigger.UnderlyingTrigger);

    private static bool IsLoopOfSuperstate(StateInfo state, FixedTransitionInfo rule) => state.Substates.Any() && LeadsTo(state, rule);

    private static bool LeadsTo(StateInfo state, FixedTransitionInfo rule) =>
        rule.DestinationState.UnderlyingState.Equals(state.UnderlyingState);

    // "Function" stands for a lambda without a description and tells the reader nothing.
    private static bool IsTold(InvocationInfo method) => method.Description != InvocationInfo.DefaultFunctionDescription;
}
