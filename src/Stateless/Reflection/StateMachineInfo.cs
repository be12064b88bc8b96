namespace Stateless.Reflection;

/// <summary>A machine's table, read-only.</summary>
public class StateMachineInfo
{
    internal StateMachineInfo(IEnumerable<StateInfo> states, Type stateType, Type triggerType, StateInfo initialState)
    {
        States = [.. states];
        StateType = stateType;
        TriggerType = triggerType;
        InitialState = initialState;
    }

    /// <summary>Where the machine began; not among <see cref="States"/> when it was never configured.</summary>
    public StateInfo InitialState { get; }

    /// <summary>The states in the order of their first mention, then destinations that were never configured.</summary>
    public IEnumerable<StateInfo> States { get; }

    /// <summary>The type of the states.</summary>
    public Type StateType { get; }

    /// <summary>The type of the triggers.</summary>
    public Type TriggerType { get; }
}
