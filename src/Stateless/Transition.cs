namespace Stateless;

public partial class StateMachine<TState, TTrigger>
{
    /// <summary>What actions and listeners are told about the move they belong to.</summary>
    public class Transition
    {
        private readonly object? _argument;
        private readonly bool _hasArgument;

        internal Transition(TState source, TState destination, TTrigger trigger, object? argument, bool hasArgument)
        {
            Source = source;
            Destination = destination;
            Trigger = trigger;
            _argument = argument;
            _hasArgument = hasArgument;
        }

        /// <summary>The state that is left.</summary>
        public TState Source { get; }

        /// <summary>The state that is entered.</summary>
        public TState Destination { get; }

        /// <summary>The trigger that caused it.</summary>
        public TTrigger Trigger { get; }

        /// <summary>Whether source and destination are one state.</summary>
        public bool IsReentry => AreEqual(Source, Destination);

        /// <summary>The arguments of the trigger, none or one; a new array a call, so that nobody pays who never asks.</summary>
        public object?[] Parameters => _hasArgument ? [_argument] : [];
    }
}
