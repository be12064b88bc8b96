namespace Stateless;

/// <summary>
/// A state machine written as a table: states, triggers, and what each trigger does in each state. One owner at a time:
/// nothing in here locks.
/// </summary>
/// <typeparam name="TState">The states, normally an enum.</typeparam>
/// <typeparam name="TTrigger">The triggers, normally an enum.</typeparam>
public partial class StateMachine<TState, TTrigger>
    where TState : notnull
    where TTrigger : notnull
{
    private readonly Dictionary<TState, StateNode> _nodes = [];
    private readonly List<StateNode> _mentioned = [];
    private readonly Dictionary<TTrigger, TriggerWithParameters> _parameters = [];

    // Both null when the machine keeps its state itself, in _ownState.
    private readonly Func<TState>? _readState;
    private readonly Action<TState>? _writeState;
    private readonly TState _initialState;
    private readonly FiringMode _firingMode;
    private TState _ownState;

    private Action<Transition>? _transitioned;
    private Action<Transition>? _transitionCompleted;
    private Action<TState, TTrigger>? _unhandled;
    private Action<TState, TTrigger, ICollection<string>?>? _unhandledWithGuards;

    /// <summary>A machine that keeps its own state and queues nested triggers.</summary>
    public StateMachine(TState initialState)
        : this(initialState, FiringMode.Queued)
    {
    }

    /// <summary>A machine that keeps its own state.</summary>
    public StateMachine(TState initialState, FiringMode firingMode)
    {
        _initialState = _ownState = initialState;
        _firingMode = firingMode;
    }

    /// <summary>A machine whose state lives elsewhere, queueing nested triggers.</summary>
    public StateMachine(Func<TState> stateAccessor, Action<TState> stateMutator)
        : this(stateAccessor, stateMutator, FiringMode.Queued)
    {
    }

    /// <summary>
    /// A machine whose state lives elsewhere, so that one configured machine can serve many holders one after another. The
    /// accessor is called once here (the initial state of <see cref="GetInfo"/>) and once a trigger.
    /// </summary>
    public StateMachine(Func<TState> stateAccessor, Action<TState> stateMutator, FiringMode firingMode)
    {
        ArgumentNullException.ThrowIfNull(stateAccessor);
        ArgumentNullException.ThrowIfNull(stateMutator);
        _readState = stateAccessor;
        _writeState = stateMutator;
        _initialState = _ownState = stateAccessor();
        _firingMode = firingMode;
    }

    /// <summary>The current state.</summary>
    public TState State
    {
        get => _readState is null ? _ownState : _readState();
        private set
        {
            if (_writeState is null) _ownState = value;
            else _writeState(value);
        }
    }

    /// <summary>Begins or continues the rows of the table for one state.</summary>
    public StateConfiguration Configure(TState state) => new(this, Mention(state));

    /// <summary>Runs one trigger; inside an action of a queued machine it only notes the trigger and returns.</summary>
    /// <exception cref="InvalidOperationException">No rule permits the trigger and nobody handles that, or two rules do.</exception>
    public void Fire(TTrigger trigger) => Accept(new Firing(trigger));

    /// <summary>Runs one trigger with arguments that are checked now.</summary>
    /// <exception cref="ArgumentException">Too many arguments, or one of the wrong type. None at all is legal.</exception>
    public void Fire(TriggerWithParameters trigger, params object?[] args)
    {
        ArgumentNullException.ThrowIfNull(trigger);
        trigger.ValidateParameters(args);
        Accept(args.Length == 0 ? new Firing(trigger.Trigger) : new Firing(trigger.Trigger, args[0]));
    }

    /// <summary>Runs one trigger with its argument.</summary>
    public void Fire<TArg0>(TriggerWithParameters<TArg0> trigger, TArg0 arg0)
    {
        ArgumentNullException.ThrowIfNull(trigger);
        Accept(new Firing(trigger.Trigger, arg0));
    }

    /// <summary>Declares the argument type of a trigger, once a trigger.</summary>
    /// <exception cref="InvalidOperationException">The trigger has been given an argument before.</exception>
    public TriggerWithParameters<TArg0> SetTriggerParameters<TArg0>(TTrigger trigger)
    {
        TriggerWithParameters<TArg0> declared = new(trigger);
        return _parameters.TryAdd(trigger, declared)
            ? declared
            : throw new InvalidOperationException($"The parameters of the trigger '{trigger}' have already been configured.");
    }

    /// <summary>Whether some rule accepts the trigger now; a guard that wants an argument sees <c>default</c>.</summary>
    public bool CanFire(TTrigger trigger) => Choose(NodeOf(State), trigger, argument: null, out _) is not null;

    /// <summary>Whether some rule accepts the trigger with this argument now.</summary>
    public bool CanFire<TArg0>(TriggerWithParameters<TArg0> trigger, TArg0 arg0)
    {
        ArgumentNullException.ThrowIfNull(trigger);
        return Choose(NodeOf(State), trigger.Trigger, arg0, out _) is not null;
    }

    /// <summary>Whether the machine is in that state or in a substate of it.</summary>
    public bool IsInState(TState state)
    {
        TState current = State;
        return AreEqual(current, state) || (NodeOf(current) is { } node && NodeOf(state) is { } asked && asked.Includes(node));
    }

    /// <summary>Adds a listener called between exit and entry, when the state is the new one.</summary>
    public void OnTransitioned(Action<Transition> onTransitionAction)
    {
        ArgumentNullException.ThrowIfNull(onTransitionAction);
        _transitioned += onTransitionAction;
    }

    /// <summary>Adds a listener called after the entry actions.</summary>
    public void OnTransitionCompleted(Action<Transition> onTransitionAction)
    {
        ArgumentNullException.ThrowIfNull(onTransitionAction);
        _transitionCompleted += onTransitionAction;
    }

    /// <summary>Replaces the exception for an unhandled trigger by a handler.</summary>
    public void OnUnhandledTrigger(Action<TState, TTrigger> unhandledTriggerAction)
    {
        ArgumentNullException.ThrowIfNull(unhandledTriggerAction);
        _unhandled = unhandledTriggerAction;
        _unhandledWithGuards = null;
    }

    /// <summary>The same, told which guards were unmet; null when no rule existed.</summary>
    public void OnUnhandledTrigger(Action<TState, TTrigger, ICollection<string>?> unhandledTriggerAction)
    {
        ArgumentNullException.ThrowIfNull(unhandledTriggerAction);
        _unhandledWithGuards = unhandledTriggerAction;
        _unhandled = null;
    }

    private static bool AreEqual(TState one, TState other) => EqualityComparer<TState>.Default.Equals(one, other);

    // A state that nobody ever mentioned has no node, no rules and no actions.
    private StateNode? NodeOf(TState state) => _nodes.TryGetValue(state, out StateNode? node) ? node : null;

    // A destination gets a node too, so that a rule can point at it; only Configure and SubstateOf list it as mentioned.
    private StateNode NodeFor(TState state)
    {
        if (!_nodes.TryGetValue(state, out StateNode? node)) _nodes.Add(state, node = new StateNode(state));
        return node;
    }

    private StateNode Mention(TState state)
    {
        StateNode node = NodeFor(state);
        if (!_mentioned.Contains(node)) _mentioned.Add(node);
        return node;
    }
}
