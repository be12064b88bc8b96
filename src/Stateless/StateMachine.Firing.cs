namespace Stateless;

// The path of one trigger. No LINQ, no closures, no lists: a trigger costs the Transition object, if anybody asks for it.
public partial class StateMachine<TState, TTrigger>
{
    private readonly Queue<Firing> _queue = new();
    private bool _firing;

    private void Dispatch(in Firing firing)
    {
        if (_firingMode == FiringMode.Immediate) Run(firing);
        else if (_firing) _queue.Enqueue(firing);
        else RunQueued(firing);
    }

    // What an exception left behind in the queue runs before the newcomer, and is not lost.
    private void RunQueued(in Firing firing)
    {
        _firing = true;
        try
        {
            if (_queue.Count == 0) Run(firing);
            else _queue.Enqueue(firing);

            while (_queue.TryDequeue(out Firing next)) Run(next);
        }
        finally
        {
            _firing = false;
        }
    }

    private void Run(Firing firing)
    {
        TState source = State;
        StateNode? node = NodeOf(source);
        Rule? rule = Choose(node, firing.Trigger, firing.Argument, out Rule[]? unmet);
        if (rule is null)
        {
            Refuse(source, firing.Trigger, unmet);
            return;
        }

        switch (rule.Kind)
        {
            case RuleKind.Internal:
                firing.Between(source, source);
                rule.InternalAction!(ref firing);
                break;
            case RuleKind.Reentry:
                Reenter(node!, rule.Destination, ref firing);
                break;
            // A rule of a superstate that leads to where we are already does nothing.
            case RuleKind.Permit when node != rule.Destination:
                Move(node!, rule.Destination, ref firing);
                break;
        }
    }

    // Innermost state first; in one state every guard is evaluated, so that two rules that both apply are found.
    private static Rule? Choose(StateNode? node, TTrigger trigger, object? argument, out Rule[]? unmet)
    {
        unmet = null;
        for (; node is not null; node = node.Superstate)
        {
            if (!node.Rules.TryGetValue(trigger, out Rule[]? rules)) continue;

            Rule? chosen = null;
            bool ambiguous = false;
            foreach (Rule rule in rules)
            {
                if (rule.Guard is not null && !rule.Guard(argument)) continue;
                ambiguous |= chosen is not null;
                chosen ??= rule;
            }

            if (ambiguous) throw Ambiguous(node.State, trigger);
            if (chosen is not null) return chosen;
            unmet = rules;
        }

        return null;
    }

    private void Move(StateNode source, StateNode destination, ref Firing firing)
    {
        firing.Between(source.State, destination.State);
        ExitUpTo(destination, source, ref firing);
        State = destination.State;
        _transitioned?.Invoke(firing.Transition);
        EnterFrom(source, destination, ref firing);
        Complete(ref firing);
    }

    // On a superstate's rule: leave the substates as a move to the superstate, then leave and enter the superstate itself.
    private void Reenter(StateNode source, StateNode destination, ref Firing firing)
    {
        if (source != destination)
        {
            firing.Between(source.State, destination.State);
            ExitUpTo(destination, source, ref firing);
        }

        firing.Between(destination.State, destination.State);
        destination.Exit(ref firing);
        _transitioned?.Invoke(firing.Transition);
        TState before = State;
        destination.Enter(ref firing);

        // The state is written last, unless an immediate nested trigger has moved on meanwhile.
        bool movedOn = _firingMode == FiringMode.Immediate && !AreEqual(State, before);
        _transitionCompleted?.Invoke(firing.Transition);
        if (!movedOn) State = destination.State;
    }

    private void Complete(ref Firing firing)
    {
        if (_transitionCompleted is null) return;

        // After an immediate nested trigger the whole journey is reported: where it began and where it really ended.
        if (_firingMode == FiringMode.Immediate && State is var end && !AreEqual(end, firing.Destination))
            firing.Between(firing.Source, end);
        _transitionCompleted(firing.Transition);
    }

    private static void ExitUpTo(StateNode destination, StateNode? leaving, ref Firing firing)
    {
        for (; leaving is not null && !leaving.Includes(destination); leaving = leaving.Superstate) leaving.Exit(ref firing);
    }

    // Outermost first. What already held the source is not entered again.
    private static void EnterFrom(StateNode source, StateNode entering, ref Firing firing)
    {
        if (entering.Includes(source)) return;
        if (entering.Superstate is not null) EnterFrom(source, entering.Superstate, ref firing);
        entering.Enter(ref firing);
    }

    private void Refuse(TState state, TTrigger trigger, Rule[]? unmet)
    {
        if (_unhandled is not null) _unhandled(state, trigger);
        else if (_unhandledWithGuards is not null) _unhandledWithGuards(state, trigger, unmet is null ? null : Descriptions(unmet));
        else throw Unhandled(state, trigger, unmet);
    }

    private static string[] Descriptions(Rule[] unmet) => Array.ConvertAll(unmet, rule => rule.GuardInfo!.Description);

    private static InvalidOperationException Unhandled(TState state, TTrigger trigger, Rule[]? unmet) => new(unmet is null
        ? $"No valid leaving transitions are permitted from state '{state}' for trigger '{trigger}'. Consider ignoring the trigger."
        : $"Trigger '{trigger}' is valid for transition from state '{state}' but a guard conditions are not met. " +
          $"Guard descriptions: '{string.Join(", ", Descriptions(unmet))}'.");

    private static InvalidOperationException Ambiguous(TState state, TTrigger trigger) => new(
        $"Multiple permitted exit transitions are configured from state '{state}' for trigger '{trigger}'. Guards must exclude each other.");
}
