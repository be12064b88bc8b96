using System.Net;
using System.Threading.RateLimiting;
using RpcHttpProxy.Core;
using RpcHttpProxy.Transport.Channels;
using RpcHttpProxy.Transport.Sockets;

namespace RpcHttpProxy.Edge.Limits;

/// <summary>
/// What all clients and what one client may use up: connections in all, connections and channels by address, channels by principal, and
/// how fast channels are opened. Asked once a connection and once a channel, never on the way of a PDU.
/// </summary>
internal sealed class ClientLimits : IConnectionLimit, IDisposable
{
    private readonly LimitOptions _options;
    private readonly CountedAddresses _addresses;
    private readonly IConnectionLimit _all;
    private readonly LimitCounters _counters;
    private readonly RejectionLog _rejections;
    private readonly KeyedQuota<IPAddress> _connections = new();
    private readonly KeyedQuota<IPAddress> _channels = new();
    private readonly KeyedQuota<string> _principals = new(StringComparer.OrdinalIgnoreCase);
    private readonly PartitionedRateLimiter<IPAddress>? _openRate;

    /// <param name="options">The bounds, but for that of all connections together.</param>
    /// <param name="trusted">Front ends.</param>
    /// <param name="counters">Counts what is refused.</param>
    /// <param name="rejections">Told of connections beyond an address's share.</param>
    /// <param name="all">The bound of all connections together.</param>
    public ClientLimits(LimitOptions options, TrustedProxies trusted, LimitCounters counters, RejectionLog rejections, IConnectionLimit all)
    {
        _options = options;
        _addresses = new CountedAddresses(trusted, options.LimitLoopback);
        _all = all;
        _counters = counters;
        _rejections = rejections;
        _openRate = options.OpenRate == 0 ? null : PartitionedRateLimiter.Create<IPAddress, IPAddress>(
            address => RateLimitPartition.GetTokenBucketLimiter(address, _ => new TokenBucketRateLimiterOptions
            {
                TokenLimit = options.OpenBurst,
                TokensPerPeriod = options.OpenRate,
                ReplenishmentPeriod = TimeSpan.FromSeconds(1),
                AutoReplenishment = true,
            }));
    }

    /// <inheritdoc/>
    public int Max => _all.Max;

    /// <summary>
    /// A TCP connection, before anything is read from it; false when it is to be closed, else it counts until <see cref="Disconnect"/>. A
    /// trusted proxy's are many clients'.
    /// </summary>
    public bool TryConnect(IPAddress? address)
    {
        if (!_all.TryConnect(address))
        {
            return false;
        }

        if (TryEnter(address, 0))
        {
            return true;
        }

        _all.Disconnect(address);
        return false;
    }

    /// <summary>
    /// The client of a connection that counts already, as a front end's: false when it has had its share, else it counts until
    /// <see cref="DisconnectClient"/>.
    /// </summary>
    public bool TryConnectClient(IPEndPoint client) => TryEnter(client.Address, client.Port);

    /// <summary>The client's connection is closed.</summary>
    public void DisconnectClient(IPAddress client)
    {
        if (_addresses.KeyOf(client) is { } key)
        {
            _connections.Leave(key);
        }
    }

    /// <inheritdoc/>
    public void Disconnect(IPAddress? address)
    {
        _all.Disconnect(address);
        if (address is not null)
        {
            DisconnectClient(address);
        }
    }

    /// <summary>A channel; null when it may be carried, until <see cref="Close"/>, else why not.</summary>
    public CloseReason? TryOpen(string principal, IPAddress? address)
    {
        IPAddress? key = _addresses.KeyOf(address);
        if (key is not null && _openRate is not null)
        {
            using RateLimitLease lease = _openRate.AttemptAcquire(key);
            if (!lease.IsAcquired)
            {
                _counters.Count(Limit.OpenRate);
                return CloseReason.OpenRateExceeded;
            }
        }

        if (key is not null && !_channels.TryEnter(key, PerClient(_options.MaxConnectionsPerAddress)))
        {
            _counters.Count(Limit.ConnectionsPerAddress);
            return CloseReason.TooManyConnections;
        }

        if (principal != ServerGrant.Anonymous && !_principals.TryEnter(principal, PerClient(_options.MaxChannelsPerPrincipal)))
        {
            if (key is not null)
            {
                _channels.Leave(key);
            }

            _counters.Count(Limit.ChannelsPerPrincipal);
            return CloseReason.TooManyConnections;
        }

        return null;
    }

    /// <summary>The channel has ended.</summary>
    public void Close(string principal, IPAddress? address)
    {
        if (_addresses.KeyOf(address) is { } key)
        {
            _channels.Leave(key);
        }

        if (principal != ServerGrant.Anonymous)
        {
            _principals.Leave(principal);
        }
    }

    public void Dispose() => _openRate?.Dispose();

    private bool TryEnter(IPAddress? address, int port)
    {
        if (_addresses.KeyOf(address) is not { } key || _connections.TryEnter(key, PerClient(_options.MaxConnectionsPerAddress)))
        {
            return true;
        }

        _counters.Count(Limit.ConnectionsPerAddress);
        _rejections.Note(
            Rejection.ConnectionLimit, PeerName.Of(address, port),
            "its address has as many connections as it may (Proxy:Limits:MaxConnectionsPerAddress, or ClientShare percent of all)");
        return false;
    }

    /// <summary>What is set for one client, but no more than its share of all connections; 0 for any number.</summary>
    private long PerClient(int max) => max == 0 ? 0 : Math.Min(max, _options.ShareOf(_all.Max));
}
