namespace Stateless.Reflection;

/// <summary>One entry action.</summary>
public class ActionInfo
{
    internal ActionInfo(InvocationInfo method, string? fromTrigger)
    {
        Method = method;
        FromTrigger = fromTrigger;
    }

    /// <summary>What is called.</summary>
    public InvocationInfo Method { get; }

    /// <summary>The one trigger the action is for, or null.</summary>
    public string? FromTrigger { get; }
}
