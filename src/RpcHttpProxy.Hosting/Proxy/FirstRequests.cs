using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Options;
using RpcHttpProxy.Edge;
using RpcHttpProxy.Edge.Limits;
using RpcHttpProxy.Hosting.Http1;
using RpcHttpProxy.Transport.Sockets;

namespace RpcHttpProxy.Hosting.Proxy;

/// <summary>
/// Carries channel requests that come first on their plain connections, without Kestrel: nearly all do. Whatever is something else, isn't
/// whole after one read, or isn't a head that Kestrel would take, is Kestrel's, which answers it as it answers over TLS.
/// </summary>
internal sealed class FirstRequests(
    EdgeRules rules, ChannelRequests channels, TrustedProxies trusted, LimitCounters counters, IOptions<ProxyOptions> options, TimeProvider time)
    : IFirstRequests, IDisposable
{
    // One does for all connections of a thread: a head is read in one call, or not at all.
    private readonly ThreadLocal<HeadReader> _heads = new(() => new HeadReader(LimitsOf(options.Value)));

    /// <summary>What becomes of requests.</summary>
    public EdgeRules Rules => rules;

    /// <summary>Carries it out.</summary>
    public ChannelRequests Channels => channels;

    /// <summary>The front ends whose word on their clients' addresses is taken.</summary>
    public TrustedProxies Trusted => trusted;

    /// <summary>The settings.</summary>
    public ProxyOptions Options => options.Value;

    /// <summary>The clock.</summary>
    public TimeProvider Time => time;

    /// <inheritdoc/>
    public ValueTask<bool> TryTakeAsync(PlainConnection connection, CancellationToken unbound) =>
        new FirstRequest(this, connection, connection.Reactor!).TryTakeAsync(unbound);

    /// <inheritdoc/>
    public void Dispose() => _heads.Dispose();

    /// <summary>A connection was closed on which nothing came for too long.</summary>
    public void NoteSilence() => counters.Count(Limit.IdleTimeout);

    /// <summary>Whether the bytes begin with the whole head of a channel request, and where that ends.</summary>
    public bool TryReadHead(ReadOnlySequence<byte> bytes, [NotNullWhen(true)] out RequestHead? head, out SequencePosition behind) =>
        _heads.Value!.TryRead(bytes, out head, out behind)
        && head.Method is EdgeRules.InMethod or EdgeRules.OutMethod
        && EdgeRules.Paths.Contains(head.Target.Path, StringComparer.OrdinalIgnoreCase);

    private static HeadLimits LimitsOf(ProxyOptions options) =>
        new(options.Limits.MaxRequestLine, options.MaxHeaderBytes, options.Limits.MaxHeaderCount);
}
