namespace Stateless;

/// <summary>What a <c>Fire</c> inside an action does.</summary>
public enum FiringMode
{
    /// <summary>The nested trigger runs at once, in the middle of the outer one. Here for compatibility only.</summary>
    Immediate,

    /// <summary>The nested trigger waits until the current transition is complete.</summary>
    Queued,
}
