using RpcHttpProxy.Protocol;

namespace RpcHttpProxy.Transport.Channels;

/// <summary>Targets that stand for others: FreeRDP always asks for <c>localhost:3388</c>, whatever its server is called.</summary>
public sealed class TargetMap
{
    private readonly Dictionary<RpcRequestTarget, RpcRequestTarget> _entries = [];

    /// <summary>Makes a map; of two entries for one target the later stands.</summary>
    public TargetMap(IEnumerable<(RpcRequestTarget From, RpcRequestTarget To)> entries)
    {
        foreach ((RpcRequestTarget from, RpcRequestTarget to) in entries)
        {
            _entries[Key(from)] = to;
        }
    }

    /// <summary>A map that leaves every target as it is.</summary>
    public static TargetMap Empty { get; } = new([]);

    /// <summary>Whether the operator has an entry for <paramref name="target"/>.</summary>
    public bool Contains(RpcRequestTarget target) => _entries.ContainsKey(Key(target));

    /// <summary>The server to connect to.</summary>
    public RpcRequestTarget Resolve(RpcRequestTarget target) => _entries.GetValueOrDefault(Key(target), target);

    // Names are compared as DNS does: without case, without the dot of the root.
    private static RpcRequestTarget Key(RpcRequestTarget target) => target with { Server = target.Server.TrimEnd('.').ToUpperInvariant() };
}
