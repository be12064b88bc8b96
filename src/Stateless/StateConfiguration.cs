using Stateless.Reflection;

namespace Stateless;

public partial class StateMachine<TState, TTrigger>
{
    /// <summary>The rows of the table for one state; every method returns the receiver.</summary>
    public partial class StateConfiguration
    {
        private readonly StateNode _node;

        internal StateConfiguration(StateMachine<TState, TTrigger> machine, StateNode node)
        {
            Machine = machine;
            _node = node;
        }

        /// <summary>The state being configured.</summary>
        public TState State => _node.State;

        /// <summary>The machine being configured.</summary>
        public StateMachine<TState, TTrigger> Machine { get; }

        /// <summary>The trigger leads to the destination.</summary>
        /// <exception cref="ArgumentException">The destination is this state.</exception>
        public StateConfiguration Permit(TTrigger trigger, TState destinationState) =>
            Add(new Rule(RuleKind.Permit, trigger, Elsewhere(destinationState)));

        /// <summary>The trigger leads to the destination while the guard holds.</summary>
        /// <exception cref="ArgumentException">The destination is this state.</exception>
        public StateConfiguration PermitIf(TTrigger trigger, TState destinationState, Func<bool> guard, string? guardDescription = null) =>
            Add(Guarded(new Rule(RuleKind.Permit, trigger, Elsewhere(destinationState)), guard, guardDescription));

        /// <summary>The trigger leads to the destination when the guard accepts its argument.</summary>
        /// <exception cref="ArgumentException">The destination is this state.</exception>
        public StateConfiguration PermitIf<TArg0>(
            TriggerWithParameters<TArg0> trigger, TState destinationState, Func<TArg0, bool> guard, string? guardDescription = null) =>
            Add(Guarded(new Rule(RuleKind.Permit, TriggerOf(trigger), Elsewhere(destinationState)), guard, guardDescription));

        /// <summary>The trigger leaves this state and enters it again.</summary>
        public StateConfiguration PermitReentry(TTrigger trigger) => Add(new Rule(RuleKind.Reentry, trigger, _node));

        /// <summary>The trigger leaves this state and enters it again while the guard holds.</summary>
        public StateConfiguration PermitReentryIf(TTrigger trigger, Func<bool> guard, string? guardDescription = null) =>
            Add(Guarded(new Rule(RuleKind.Reentry, trigger, _node), guard, guardDescription));

        /// <summary>The trigger is accepted and does nothing.</summary>
        public StateConfiguration Ignore(TTrigger trigger) => Add(new Rule(RuleKind.Ignore, trigger, _node));

        /// <summary>The trigger is accepted and does nothing while the guard holds.</summary>
        public StateConfiguration IgnoreIf(TTrigger trigger, Func<bool> guard, string? guardDescription = null) =>
            Add(Guarded(new Rule(RuleKind.Ignore, trigger, _node), guard, guardDescription));

        /// <summary>The trigger runs the action and nothing else: no exit, no entry, no listener.</summary>
        public StateConfiguration InternalTransition(TTrigger trigger, Action internalAction) =>
            Add(Internal(trigger, Adapt(internalAction)));

        /// <summary>The trigger runs the action and nothing else: no exit, no entry, no listener.</summary>
        public StateConfiguration InternalTransition(TTrigger trigger, Action<Transition> internalAction) =>
            Add(Internal(trigger, Adapt(internalAction)));

        /// <summary>The trigger runs the action with its argument and nothing else: no exit, no entry, no listener.</summary>
        public StateConfiguration InternalTransition<TArg0>(TriggerWithParameters<TArg0> trigger, Action<TArg0, Transition> internalAction) =>
            Add(Internal(TriggerOf(trigger), Adapt(internalAction)));

        /// <summary>The same, when the guard accepts the argument.</summary>
        public StateConfiguration InternalTransitionIf<TArg0>(
            TriggerWithParameters<TArg0> trigger,
            Func<TArg0, bool> guard,
            Action<TArg0, Transition> internalAction,
            string? guardDescription = null) =>
            Add(Guarded(Internal(TriggerOf(trigger), Adapt(internalAction)), guard, guardDescription));

        /// <summary>Whatever the superstate permits is permitted here too, after this state's own rules.</summary>
        /// <exception cref="ArgumentException">The superstate is this state, or lies within it.</exception>
        public StateConfiguration SubstateOf(TState superstate)
        {
            StateNode above = Machine.Mention(superstate);
            if (_node.Includes(above))
            {
                throw new ArgumentException(
                    $"State '{State}' cannot be a substate of '{superstate}', which is the same state or lies within it.", nameof(superstate));
            }

            _node.PlaceIn(above);
            return this;
        }

        private StateConfiguration Add(Rule rule)
        {
            _node.Add(rule);
            return this;
        }

        private StateNode Elsewhere(TState destination) => AreEqual(destination, State)
            ? throw new ArgumentException(
                $"Permit() and PermitIf() lead to another state, and '{destination}' is the state being configured. " +
                "To accept a trigger without changing state, use either Ignore() or PermitReentry().",
                nameof(destination))
            : Machine.NodeFor(destination);

        private Rule Internal(TTrigger trigger, FiringAction action) =>
            new(RuleKind.Internal, trigger, _node) { InternalAction = action };

        private static TTrigger TriggerOf(TriggerWithParameters trigger)
        {
            ArgumentNullException.ThrowIfNull(trigger);
            return trigger.Trigger;
        }

        private static Rule Guarded(Rule rule, Func<bool> guard, string? description)
        {
            ArgumentNullException.ThrowIfNull(guard);
            return rule with { Guard = _ => guard(), GuardInfo = new InvocationInfo(guard.Method.Name, description) };
        }

        private static Rule Guarded<TArg0>(Rule rule, Func<TArg0, bool> guard, string? description)
        {
            ArgumentNullException.ThrowIfNull(guard);
            return rule with
            {
                Guard = argument => guard(Unpack<TArg0>(argument)),
                GuardInfo = new InvocationInfo(guard.Method.Name, description),
            };
        }

        // A trigger fired without its argument gives default.
        private static TArg0 Unpack<TArg0>(object? argument) => argument is TArg0 given ? given : default!;
    }
}
