using System.Net;
using Microsoft.Extensions.Logging;
using RpcHttpProxy.Edge.Limits;
using RpcHttpProxy.Transport.Sockets;
using RpcHttpProxy.Transport;

namespace RpcHttpProxy.Hosting.Limits;

/// <summary>A quota of which each address has a share, except loopback, which many clients may have in common.</summary>
/// <param name="all">The quota.</param>
/// <param name="maxPerAddress">The share.</param>
/// <param name="limit">What more than a share is counted as.</param>
/// <param name="counters">Where.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">The log.</param>
internal sealed class SharedQuota(
    ConnectionQuota all, int maxPerAddress, Limit limit, LimitCounters counters, TimeProvider time, ILogger logger) : IConnectionLimit
{
    private readonly KeyedQuota<IPAddress> _addresses = new();
    private readonly LogThrottle _throttle = new(time);

    /// <inheritdoc/>
    public int Max => all.Max;

    /// <inheritdoc/>
    public bool TryConnect(IPAddress? address)
    {
        if (!all.TryConnect(address))
        {
            return false;
        }

        if (KeyOf(address) is not { } key || _addresses.TryEnter(key, maxPerAddress))
        {
            return true;
        }

        all.Disconnect(address);
        counters.Count(limit);
        if (_throttle.TryPass(out KeptBack keptBack))
        {
            Log.AddressFull(logger, limit, key.ToString(), maxPerAddress, keptBack);
        }

        return false;
    }

    /// <inheritdoc/>
    public void Disconnect(IPAddress? address)
    {
        all.Disconnect(address);
        if (KeyOf(address) is { } key)
        {
            _addresses.Leave(key);
        }
    }

    private static IPAddress? KeyOf(IPAddress? address) => address is null || IPAddress.IsLoopback(address) ? null : AddressKey.Of(address);
}
