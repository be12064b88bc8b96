using System.Net;
using Microsoft.Extensions.Logging;
using RpcHttpProxy.Edge.Limits;
using RpcHttpProxy.Edge.Logging;
using RpcHttpProxy.Transport.Sockets;

namespace RpcHttpProxy.Hosting.Limits;

/// <summary>So many connections from anywhere, and a line in the log and a count when there are more.</summary>
/// <param name="limit">What it is counted as.</param>
/// <param name="counters">Where.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">The log.</param>
internal sealed class ConnectionQuota(Limit limit, LimitCounters counters, TimeProvider time, ILogger logger) : IConnectionLimit
{
    private readonly SocketQuota _sockets = new();
    private readonly LogThrottle _throttle = new(time);

    /// <summary>How many.</summary>
    public int Max
    {
        get => _sockets.Max;
        set => _sockets.Max = value;
    }

    /// <inheritdoc/>
    public bool TryConnect(IPAddress? address)
    {
        if (_sockets.TryTake())
        {
            return true;
        }

        counters.Count(limit);
        if (_throttle.TryPass(out long keptBack))
        {
            Log.ConnectionsFull(logger, limit, Max, PeerName.Of(address, 0), keptBack);
        }

        return false;
    }

    /// <inheritdoc/>
    public void Disconnect(IPAddress? address) => _sockets.Return();
}
