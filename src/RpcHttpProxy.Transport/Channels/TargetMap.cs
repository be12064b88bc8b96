using RpcHttpProxy.Protocol;

namespace RpcHttpProxy.Transport.Channels;

/// <summary>Targets that stand for others: FreeRDP always asks for <c>localhost:3388</c>, whatever its server is called.</summary>
public sealed class TargetMap(IReadOnlyDictionary<RpcRequestTarget, RpcRequestTarget> entries)
{
    private readonly Dictionary<RpcRequestTarget, RpcRequestTarget> _entries =
        entries.ToDictionary(entry => Key(entry.Key), entry => entry.Value);

    /// <summary>A map that leaves every target as it is.</summary>
    public static TargetMap Empty { get; } = new(new Dictionary<RpcRequestTarget, RpcRequestTarget>());

    /// <summary>Whether the operator has an entry for <paramref name="target"/>.</summary>
    public bool Contains(RpcRequestTarget target) => _entries.ContainsKey(Key(target));

    /// <summary>The server to connect to.</summary>
    public RpcRequestTarget Resolve(RpcRequestTarget target) => _entries.GetValueOrDefault(Key(target), target);

    // Names are compared as DNS does: without case, without the dot of the root.
    private static RpcRequestTarget Key(RpcRequestTarget target) => target with { Server = target.Server.TrimEnd('.').ToUpperInvariant() };
}
