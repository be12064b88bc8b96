using Stateless.Reflection;

namespace Stateless;

public partial class StateMachine<TState, TTrigger>
{
    // Entry and exit actions. They run in the order of their registration, whichever of these methods registered them.
    public partial class StateConfiguration
    {
        /// <summary>Runs on every entry.</summary>
        public StateConfiguration OnEntry(Action entryAction, string? entryActionDescription = null) =>
            AddEntry(Adapt(entryAction), entryAction, entryActionDescription);

        /// <summary>Runs on every entry.</summary>
        public StateConfiguration OnEntry(Action<Transition> entryAction, string? entryActionDescription = null) =>
            AddEntry(Adapt(entryAction), entryAction, entryActionDescription);

        /// <summary>Runs on entry by that trigger.</summary>
        public StateConfiguration OnEntryFrom(TTrigger trigger, Action entryAction, string? entryActionDescription = null) =>
            AddEntryFrom(trigger, Adapt(entryAction), entryAction, entryActionDescription);

        /// <summary>Runs on entry by that trigger.</summary>
        public StateConfiguration OnEntryFrom(TTrigger trigger, Action<Transition> entryAction, string? entryActionDescription = null) =>
            AddEntryFrom(trigger, Adapt(entryAction), entryAction, entryActionDescription);

        /// <summary>Runs on entry by that trigger, with the trigger's argument.</summary>
        public StateConfiguration OnEntryFrom<TArg0>(
            TriggerWithParameters<TArg0> trigger, Action<TArg0> entryAction, string? entryActionDescription = null) =>
            AddEntryFrom(TriggerOf(trigger), Adapt(entryAction), entryAction, entryActionDescription);

        /// <summary>Runs on entry by that trigger, with the trigger's argument.</summary>
        public StateConfiguration OnEntryFrom<TArg0>(
            TriggerWithParameters<TArg0> trigger, Action<TArg0, Transition> entryAction, string? entryActionDescription = null) =>
            AddEntryFrom(TriggerOf(trigger), Adapt(entryAction), entryAction, entryActionDescription);

        /// <summary>Runs on every exit.</summary>
        public StateConfiguration OnExit(Action exitAction, string? exitActionDescription = null) =>
            AddExit(Adapt(exitAction), exitAction, exitActionDescription);

        /// <summary>Runs on every exit.</summary>
        public StateConfiguration OnExit(Action<Transition> exitAction, string? exitActionDescription = null) =>
            AddExit(Adapt(exitAction), exitAction, exitActionDescription);

        private StateConfiguration AddEntry(FiringAction run, Delegate given, string? description)
        {
            _node.AddEntry(new StateAction(run, new InvocationInfo(given.Method.Name, description)));
            return this;
        }

        private StateConfiguration AddEntryFrom(TTrigger trigger, FiringAction run, Delegate given, string? description)
        {
            _node.AddEntry(new StateAction(trigger, run, new InvocationInfo(given.Method.Name, description)));
            return this;
        }

        private StateConfiguration AddExit(FiringAction run, Delegate given, string? description)
        {
            _node.AddExit(new StateAction(run, new InvocationInfo(given.Method.Name, description)));
            return this;
        }

        private static FiringAction Adapt(Action action)
        {
            ArgumentNullException.ThrowIfNull(action);
            return (ref Firing _) => action();
        }

        private static FiringAction Adapt(Action<Transition> action)
        {
            ArgumentNullException.ThrowIfNull(action);
            return (ref Firing firing) => action(firing.Transition);
        }

        private static FiringAction Adapt<TArg0>(Action<TArg0> action)
        {
            ArgumentNullException.ThrowIfNull(action);
            return (ref Firing firing) => action(Unpack<TArg0>(firing.Argument));
        }

        private static FiringAction Adapt<TArg0>(Action<TArg0, Transition> action)
        {
            ArgumentNullException.ThrowIfNull(action);
            return (ref Firing firing) => action(Unpack<TArg0>(firing.Argument), firing.Transition);
        }
    }
}
