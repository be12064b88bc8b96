namespace RpcHttpProxy.Hosting.Logging;

/// <summary>What <c>/counters</c> tells of a sink of the log.</summary>
/// <param name="Lost">Lines lost since the start: the queue was full, or the sink failed.</param>
/// <param name="Waiting">Lines that wait to be written.</param>
internal sealed record LogQueueReport(long Lost, int Waiting);
