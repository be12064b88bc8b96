using Stateless.Reflection;

namespace Stateless;

public partial class StateMachine<TState, TTrigger>
{
    /// <summary>
    /// The table as it stands, for diagrams and tests: states in the order of their first mention, then destinations that were
    /// never configured. Firing never changes the answer.
    /// </summary>
    public StateMachineInfo GetInfo()
    {
        Dictionary<StateNode, StateInfo> infos = [];
        foreach (StateNode node in _mentioned) infos.Add(node, Describe(node));
        foreach (Rule rule in _mentioned.SelectMany(RulesInOrder)) infos.TryAdd(rule.Destination, Describe(rule.Destination));
        foreach ((StateNode node, StateInfo info) in infos) Relate(node, info, infos);

        StateInfo initial = NodeOf(_initialState) is { } known && infos.TryGetValue(known, out StateInfo? listed)
            ? listed
            : new StateInfo(_initialState);
        return new StateMachineInfo(infos.Values, typeof(TState), typeof(TTrigger), initial);
    }

    private static IEnumerable<Rule> RulesInOrder(StateNode node) =>
        node.Rules.Values.SelectMany(ofOneTrigger => ofOneTrigger.OrderBy(rule => rule.Kind)); // a stable sort

    private static StateInfo Describe(StateNode node) => new(node.State)
    {
        EntryActions = [.. node.EntryActions.Select(action => new ActionInfo(action.Info, action.FromTrigger))],
        ExitActions = [.. node.ExitActions.Select(action => action.Info)],
    };

    private static void Relate(StateNode node, StateInfo info, Dictionary<StateNode, StateInfo> infos)
    {
        info.Superstate = node.Superstate is null ? null : infos[node.Superstate];
        info.Substates = [.. node.Substates.Select(substate => infos[substate])];
        info.FixedTransitions =
        [
            .. RulesInOrder(node)
                .Where(rule => rule.Kind != RuleKind.Ignore)
                .Select(rule => new FixedTransitionInfo(
                    new TriggerInfo(rule.Trigger), GuardsOf(rule), rule.Kind == RuleKind.Internal, infos[rule.Destination])),
        ];
        info.IgnoredTriggers =
        [
            .. RulesInOrder(node)
                .Where(rule => rule.Kind == RuleKind.Ignore)
                .Select(rule => new IgnoredTransitionInfo(new TriggerInfo(rule.Trigger), GuardsOf(rule))),
        ];
    }

    private static InvocationInfo[] GuardsOf(Rule rule) => rule.GuardInfo is null ? [] : [rule.GuardInfo];
}
