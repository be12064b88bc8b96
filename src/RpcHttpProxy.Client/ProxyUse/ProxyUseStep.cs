namespace RpcHttpProxy.Client;

/// <summary>An event of a proxy use determination.</summary>
/// <param name="At">Since its begin.</param>
/// <param name="What">The event in words.</param>
/// <param name="From">State before it, as figure 23 names it.</param>
/// <param name="To">State after it; the same when the event changed nothing.</param>
public sealed record ProxyUseStep(TimeSpan At, string What, string From, string To);
