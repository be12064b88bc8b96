namespace Stateless.Reflection;

/// <summary>A rule whose destination is written in the table.</summary>
public class FixedTransitionInfo : TransitionInfo
{
    internal FixedTransitionInfo(TriggerInfo trigger, IEnumerable<InvocationInfo> guards, bool isInternal, StateInfo destination)
        : base(trigger, guards, isInternal) => DestinationState = destination;

    /// <summary>Where the rule leads; the state itself for reentry and internal rules.</summary>
    public StateInfo DestinationState { get; }
}
