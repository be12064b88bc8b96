using Microsoft.Extensions.Logging;

namespace RpcHttpProxy.Edge.Limits;

/// <summary>Counts and logs connections that were closed because their clients didn't read what they were answered.</summary>
internal sealed class UnreadResponses(LimitCounters counters, ILogger<UnreadResponses> logger)
{
    public void Note(string peer)
    {
        counters.Count(Limit.ResponseTimeout);
        Log.ResponseUnread(logger, peer);
    }
}
