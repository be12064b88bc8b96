using RpcHttpProxy.Protocol;

namespace RpcHttpProxy.Edge.Targets;

/// <summary>
/// Targets that stand for others: FreeRDP always asks for <c>localhost:3388</c>, whatever its server is called, and clients of Exchange for a
/// mailbox.
/// </summary>
internal sealed class TargetMap
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

    /// <summary>The server that stands for <paramref name="target"/>; null when none does.</summary>
    public RpcRequestTarget? Find(RpcRequestTarget target) =>
        _entries.GetValueOrDefault(Key(target))
        ?? (target.IsMailbox ? _entries.GetValueOrDefault(Key(TargetMapEntry.AnyMailboxOf(target))) : null);

    // Names are compared as DNS does: without case, without the dot of the root.
    private static RpcRequestTarget Key(RpcRequestTarget target) => target with { Server = target.Server.TrimEnd('.').ToUpperInvariant() };
}
