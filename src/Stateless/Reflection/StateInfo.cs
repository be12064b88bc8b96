namespace Stateless.Reflection;

/// <summary>One state of the table.</summary>
public class StateInfo
{
    internal StateInfo(object underlyingState) => UnderlyingState = underlyingState;

    /// <summary>The state's value.</summary>
    public object UnderlyingState { get; }

    /// <summary>The state this one lies in, if any.</summary>
    public StateInfo? Superstate { get; internal set; }

    /// <summary>The states directly in this one.</summary>
    public IEnumerable<StateInfo> Substates { get; internal set; } = [];

    /// <summary>Entry actions in the order in which they run.</summary>
    public IEnumerable<ActionInfo> EntryActions { get; internal init; } = [];

    /// <summary>Exit actions in the order in which they run.</summary>
    public IEnumerable<InvocationInfo> ExitActions { get; internal init; } = [];

    /// <summary>All rules that do something.</summary>
    public IEnumerable<TransitionInfo> Transitions => FixedTransitions;

    /// <summary>The rules, trigger by trigger in the order of registration; of one trigger: permit, reentry, internal.</summary>
    public IEnumerable<FixedTransitionInfo> FixedTransitions { get; internal set; } = [];

    /// <summary>The triggers that are accepted and do nothing.</summary>
    public IEnumerable<IgnoredTransitionInfo> IgnoredTriggers { get; internal set; } = [];

    /// <summary>Always empty: this subset has no destinations chosen by code.</summary>
    public IEnumerable<TransitionInfo> DynamicTransitions { get; } = [];

    /// <summary>Always empty: this subset cannot be activated.</summary>
    public IEnumerable<InvocationInfo> ActivateActions { get; } = [];

    /// <summary>Always empty: this subset cannot be deactivated.</summary>
    public IEnumerable<InvocationInfo> DeactivateActions { get; } = [];

    /// <inheritdoc/>
    public override string? ToString() => UnderlyingState.ToString();
}
