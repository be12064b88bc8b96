namespace Stateless;

public partial class StateMachine<TState, TTrigger>
{
    // One state with its rules and actions. Arrays grow while the machine is configured and are only read afterwards.
    internal sealed class StateNode(TState state)
    {
        private StateAction[] _entry = [];
        private StateAction[] _exit = [];

        public TState State { get; } = state;

        public Dictionary<TTrigger, Rule[]> Rules { get; } = [];

        public StateNode? Superstate { get; private set; }

        public List<StateNode> Substates { get; } = [];

        public IReadOnlyList<StateAction> EntryActions => _entry;

        public IReadOnlyList<StateAction> ExitActions => _exit;

        public void Add(Rule rule) =>
            Rules[rule.Trigger] = Rules.TryGetValue(rule.Trigger, out Rule[]? rules) ? [.. rules, rule] : [rule];

        public void AddEntry(StateAction action) => _entry = [.. _entry, action];

        public void AddExit(StateAction action) => _exit = [.. _exit, action];

        public void PlaceIn(StateNode superstate)
        {
            Superstate?.Substates.Remove(this);
            Superstate = superstate;
            superstate.Substates.Add(this);
        }

        // A state includes itself and all below it.
        public bool Includes(StateNode? other)
        {
            for (; other is not null; other = other.Superstate)
            {
                if (other == this) return true;
            }

            return false;
        }

        public void Enter(ref Firing firing)
        {
            foreach (StateAction action in _entry)
            {
                if (action.AppliesTo(firing.Trigger)) action.Run(ref firing);
            }
        }

        public void Exit(ref Firing firing)
        {
            foreach (StateAction action in _exit) action.Run(ref firing);
        }
    }
}
