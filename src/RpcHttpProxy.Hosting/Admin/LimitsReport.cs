using RpcHttpProxy.Edge.Limits;


namespace RpcHttpProxy.Hosting.Admin;

/// <summary>The limits of a process.</summary>
/// <param name="Hits">How often each was hit before there was a channel, ever; those of channels and connections are reasons of their roles.</param>
/// <param name="BufferedBytes">What waits for slow readers, give or take 16 KiB a channel; proxies only.</param>
internal sealed record LimitsReport(IReadOnlyDictionary<Limit, long> Hits, long? BufferedBytes);
