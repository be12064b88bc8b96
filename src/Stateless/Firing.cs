namespace Stateless;

public partial class StateMachine<TState, TTrigger>
{
    // One trigger on its way. The Transition object is made when the first action or listener asks for it.
    internal struct Firing
    {
        private readonly bool _hasArgument;
        private Transition? _transition;

        public Firing(TTrigger trigger)
        {
            Trigger = trigger;
            Source = Destination = default!;
        }

        public Firing(TTrigger trigger, object? argument)
            : this(trigger)
        {
            Argument = argument;
            _hasArgument = true;
        }

        public TTrigger Trigger { get; }

        public object? Argument { get; }

        public TState Source { get; private set; }

        public TState Destination { get; private set; }

        public Transition Transition => _transition ??= new Transition(Source, Destination, Trigger, Argument, _hasArgument);

        public void Between(TState source, TState destination)
        {
            Source = source;
            Destination = destination;
            _transition = null;
        }
    }
}
