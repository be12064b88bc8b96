using Stateless.Reflection;

namespace RpcHttpProxy.Core.Diagrams;

/// <summary>
/// What there is to draw of a machine, in an order that depends on enum values only. Made from the reflection alone, so that the
/// picture shows the very table that runs.
/// </summary>
internal sealed class MachinePicture
{
    // What all states in which a machine lives have in common, the ways out above all, is drawn once, around them.
    private const string Live = "Live";

    private MachinePicture(IReadOnlyList<PictureState> outermost, IReadOnlyList<PictureArrow> arrows, PictureState? initial)
    {
        Outermost = outermost;
        Arrows = arrows;
        Initial = initial;
    }

    /// <summary>The states outside the border, and the border.</summary>
    public IReadOnlyList<PictureState> Outermost { get; }

    /// <summary>The arrows, by source and then by destination; those of the border last.</summary>
    public IReadOnlyList<PictureArrow> Arrows { get; }

    /// <summary>Where the machine begins, if that state has any part in the table.</summary>
    public PictureState? Initial { get; }

    /// <summary>The states in which it ends.</summary>
    public IEnumerable<PictureState> Finals => Outermost.SelectMany(state => state.AndAllInside()).Where(state => state.IsFinal);

    public static MachinePicture Of(StateMachineInfo info)
    {
        StateInfo[] states = [.. info.States.Where(state => HasPart(state, info)).OrderBy(state => state.UnderlyingState)];
        StateInfo[] live = [.. states.Where(LeadsElsewhere)];
        (object To, string Label)[] everywhere = [.. SharedBy(live, Ways)];
        string[] ignoredEverywhere = [.. SharedBy(live, Ignored)];

        PictureState[] outermost = everywhere.Length == 0
            ? [.. states.Select(Draw)]
            : [.. states.Except(live).Select(Draw), DrawBorder(live, ignoredEverywhere)];
        Dictionary<string, PictureState> byName = outermost.SelectMany(state => state.AndAllInside()).ToDictionary(state => state.Name);

        IEnumerable<PictureArrow> arrows =
            from state in states
            from way in Ways(state).Except(everywhere)
            group way.Label by (From: state.UnderlyingState, way.To) into labels
            orderby labels.Key.From, labels.Key.To
            select new PictureArrow(byName[$"{labels.Key.From}"], byName[$"{labels.Key.To}"], [.. labels]);
        IEnumerable<PictureArrow> arrowsOfAll = everywhere
            .GroupBy(way => way.To, way => way.Label)
            .Select(labels => new PictureArrow(byName[Live], byName[$"{labels.Key}"], [.. labels]));

        return new MachinePicture(outermost, [.. arrows, .. arrowsOfAll], byName.GetValueOrDefault($"{info.InitialState.UnderlyingState}"));
    }

    // A state that nothing leads to or from, and that does nothing, was only looked at: Stateless lists it all the same.
    private static bool HasPart(StateInfo state, StateMachineInfo info) =>
        state.Transitions.Any() || state.IgnoredTriggers.Any() ||
        state.EntryActions.Any() || state.ExitActions.Any() || state.UnderlyingState.Equals(info.InitialState.UnderlyingState) ||
        info.States.Any(other => other.FixedTransitions.Any(rule => LeadsTo(state, rule)));

    // What each of several states has; nothing is shared by one alone.
    private static IEnumerable<T> SharedBy<T>(StateInfo[] states, Func<StateInfo, IEnumerable<T>> of) =>
        states.Length < 2 ? [] : states.Select(of).Aggregate((shared, some) => shared.Intersect(some));

    private static PictureState Draw(StateInfo state) => new(
        $"{state.UnderlyingState}",
        Inside: [],
        Lines:
        [
            .. state.EntryActions.Where(action => IsTold(action.Method))
                .Select(action => $"{action.FromTrigger ?? "entry"}: {action.Method.Description}"),
            .. state.ExitActions.Where(IsTold).Select(action => $"exit: {action.Description}"),
        ],
        [.. Ignored(state)],
        IsFinal: !LeadsElsewhere(state));

    // Around the border there is no room for a note: what all ignore stands under the name.
    private static PictureState DrawBorder(StateInfo[] live, string[] ignored) => new(
        Live,
        Inside: [.. live.Select(Draw).Select(state => state with { Ignored = [.. state.Ignored.Except(ignored)] })],
        Lines: ignored.Length == 0 ? [] : [$"ignores {string.Join(", ", ignored)}"],
        Ignored: [],
        IsFinal: false);

    private static IEnumerable<(object To, string Label)> Ways(StateInfo state) =>
        InOrder(state.FixedTransitions).Select(rule => (rule.DestinationState.UnderlyingState, Label(state, rule)));

    private static IEnumerable<string> Ignored(StateInfo state) => InOrder(state.IgnoredTriggers).Select(rule => Label(state, rule));

    private static bool LeadsElsewhere(StateInfo state) =>
        state.FixedTransitions.Any(rule => !rule.IsInternalTransition && !LeadsTo(state, rule));

    private static string Label(StateInfo state, TransitionInfo rule)
    {
        string guards = string.Join(", ", rule.GuardConditionsMethodDescriptions.Where(IsTold).Select(guard => guard.Description));
        string guarded = $"{rule.Trigger.UnderlyingTrigger}{(guards.Length == 0 ? "" : $" [{guards}]")}";
        if (rule.IsInternalTransition)
        {
            return $"{guarded} (stays)";
        }

        return rule is FixedTransitionInfo toSomewhere && LeadsTo(state, toSomewhere) ? $"{guarded} (again)" : guarded;
    }

    private static IEnumerable<TRule> InOrder<TRule>(IEnumerable<TRule> rules)
        where TRule : TransitionInfo => rules.OrderBy(rule => rule.Trigger.UnderlyingTrigger);

    private static bool LeadsTo(StateInfo state, FixedTransitionInfo rule) =>
        rule.DestinationState.UnderlyingState.Equals(state.UnderlyingState);

    // "Function" stands for a lambda without a description and tells the reader nothing.
    private static bool IsTold(InvocationInfo method) => method.Description != InvocationInfo.DefaultFunctionDescription;
}
