using Stateless.Reflection;

namespace Stateless;

public partial class StateMachine<TState, TTrigger>
{
    // The order is the one in which GetInfo lists the rules of one trigger.
    internal enum RuleKind
    {
        Permit,
        Reentry,
        Internal,
        Ignore,
    }

    // One row of the table: what one trigger does in one state, under one guard or none.
    internal sealed record Rule(RuleKind Kind, TTrigger Trigger, StateNode Destination)
    {
        public Func<object?, bool>? Guard { get; init; }

        public InvocationInfo? GuardInfo { get; init; }

        public FiringAction? InternalAction { get; init; }
    }
}
