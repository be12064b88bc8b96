using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using RpcHttpProxy.Protocol;

namespace RpcHttpProxy.Core.VirtualConnections;

/// <summary>
/// The virtual connection cookie table (3.2.1.1.2), one a role: inbound and outbound proxy in one process hold the same cookie for
/// different sessions. Reserving, joining and removing a row are each one atomic step; a row is removed by cookie and session, so that
/// a late farewell never takes a successor's row. Locks are taken in the order gate, then table.
/// </summary>
/// <typeparam name="TSession">What a row refers to.</typeparam>
public sealed class VirtualConnectionCookieTable<TSession>
    where TSession : class
{
    private readonly ConcurrentDictionary<RtsCookie, TSession> _rows = new();

    /// <summary>Number of rows. Locks the whole table: for counters, not for the data path.</summary>
    public int Count => _rows.Count;

    /// <summary>The sessions at this moment, in no order.</summary>
    public ICollection<TSession> Sessions => _rows.Values;

    /// <summary>Reserves a row; false when the cookie is taken.</summary>
    public bool TryAdd(RtsCookie cookie, TSession session) => _rows.TryAdd(cookie, session);

    /// <summary>Finds the row, or reserves it for what <paramref name="make"/> gives.</summary>
    public TSession GetOrAdd(RtsCookie cookie, Func<RtsCookie, TSession> make) => _rows.GetOrAdd(cookie, make);

    /// <summary>Finds a row.</summary>
    public bool TryGet(RtsCookie cookie, [MaybeNullWhen(false)] out TSession session) => _rows.TryGetValue(cookie, out session);

    /// <summary>Removes the row if it still belongs to this session.</summary>
    public bool Remove(RtsCookie cookie, TSession session) =>
        _rows.TryRemove(new KeyValuePair<RtsCookie, TSession>(cookie, session));
}
