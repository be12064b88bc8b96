namespace RpcHttpProxy.Client;

/// <summary>What a proxy use determination found.</summary>
/// <param name="Use">Direct, indirect, or neither.</param>
/// <param name="Why">The reason in a sentence.</param>
/// <param name="Steps">What happened, in order.</param>
public sealed record ProxyUseResult(ProxyUse Use, string Why, IReadOnlyList<ProxyUseStep> Steps);
