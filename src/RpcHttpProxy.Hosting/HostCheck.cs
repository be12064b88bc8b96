namespace RpcHttpProxy.Hosting;

/// <summary>What a host would do by settings that are right.</summary>
/// <param name="Served">What it would serve, a sentence each.</param>
/// <param name="Warnings">What can hardly be meant, a sentence each.</param>
public sealed record HostCheck(IReadOnlyList<string> Served, IReadOnlyList<string> Warnings);
