using RpcHttpProxy.Protocol;

namespace RpcHttpProxy.Edge.Targets;

/// <summary>
/// Targets that stand for others: FreeRDP always asks for <c>localhost:3388</c>, whatever its server is called, and clients of Exchange for a
/// mailbox.
/// </summary>
internal sealed class TargetMap
{
    private readonly Dictionary<RpcRequestTarget, TargetMapEntry> _entries = [];

    /// <summary>Makes a map; of two entries for one target the later stands.</summary>
    public TargetMap(IEnumerable<TargetMapEntry> entries)
    {
        foreach (TargetMapEntry entry in entries)
        {
            _entries[Key(entry.From)] = entry;
        }
    }

    /// <summary>The entry that says which server stands for <paramref name="target"/>; null when none does.</summary>
    public TargetMapEntry? Find(RpcRequestTarget target) =>
        _entries.GetValueOrDefault(Key(target))
        ?? (target.IsMailbox ? _entries.GetValueOrDefault(Key(TargetMapEntry.AnyMailboxOf(target))) : null);

    // Names are compared as DNS does: without case, without the dot of the root.
    private static RpcRequestTarget Key(RpcRequestTarget target) => target with { Server = target.Server.TrimEnd('.').ToUpperInvariant() };
}
