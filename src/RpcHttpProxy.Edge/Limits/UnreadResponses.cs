using Microsoft.Extensions.Logging;
using RpcHttpProxy.Transport;

namespace RpcHttpProxy.Edge.Limits;

/// <summary>Counts and logs connections that were closed because their clients didn't read what they were answered.</summary>
internal sealed class UnreadResponses(LimitCounters counters, TimeProvider time, ILogger<UnreadResponses> logger)
{
    private readonly LogThrottle _throttle = new(time, LogThrottle.LinesOfAKind);

    public void Note(string peer)
    {
        counters.Count(Limit.ResponseTimeout);
        if (_throttle.TryPass(out KeptBack keptBack))
        {
            Log.ResponseUnread(logger, peer, keptBack);
        }
    }
}
