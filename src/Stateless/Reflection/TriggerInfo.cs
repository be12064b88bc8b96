namespace Stateless.Reflection;

/// <summary>One trigger of the table.</summary>
public class TriggerInfo
{
    internal TriggerInfo(object underlyingTrigger) => UnderlyingTrigger = underlyingTrigger;

    /// <summary>The trigger's value.</summary>
    public object UnderlyingTrigger { get; }

    /// <inheritdoc/>
    public override string? ToString() => UnderlyingTrigger.ToString();
}
