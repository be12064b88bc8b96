namespace Stateless.Reflection;

/// <summary>One rule of the table.</summary>
public abstract class TransitionInfo
{
    /// <summary>The guards that must hold; none for an unguarded rule. A field, as in the package.</summary>
    public IEnumerable<InvocationInfo> GuardConditionsMethodDescriptions;

    private protected TransitionInfo(TriggerInfo trigger, IEnumerable<InvocationInfo> guards, bool isInternal)
    {
        Trigger = trigger;
        GuardConditionsMethodDescriptions = guards;
        IsInternalTransition = isInternal;
    }

    /// <summary>The trigger of the rule.</summary>
    public TriggerInfo Trigger { get; }

    /// <summary>Whether the rule runs its action without leaving the state.</summary>
    public bool IsInternalTransition { get; }
}
