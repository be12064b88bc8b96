using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace RpcHttpProxy.Engine.Sessions;

/// <summary>
/// Sessions by their key. A row is found, made and removed in turns of the reactor that owns its key; counting is allowed at any
/// time. A row is removed by key and session, so that a late removal never takes a successor's row.
/// </summary>
/// <typeparam name="TKey">What names a session on the wire.</typeparam>
/// <typeparam name="TSession">What a row refers to.</typeparam>
public sealed class ConnectionTable<TKey, TSession>
    where TKey : notnull
    where TSession : class
{
    private readonly ConcurrentDictionary<TKey, TSession> _rows = new();

    /// <summary>Number of rows. Locks the whole table: for counters, not for the data path.</summary>
    public int Count => _rows.Count;

    /// <summary>The sessions at this moment, in no order.</summary>
    public ICollection<TSession> Sessions => _rows.Values;

    /// <summary>Reserves a row; false when the key is taken.</summary>
    public bool TryAdd(TKey key, TSession session) => _rows.TryAdd(key, session);

    /// <summary>Finds the row, or reserves it for what <paramref name="make"/> gives.</summary>
    public TSession GetOrAdd(TKey key, Func<TKey, TSession> make) => _rows.GetOrAdd(key, make);

    /// <summary>Finds a row.</summary>
    public bool TryGet(TKey key, [MaybeNullWhen(false)] out TSession session) => _rows.TryGetValue(key, out session);

    /// <summary>Removes the row if it still belongs to this session.</summary>
    public bool Remove(TKey key, TSession session) => _rows.TryRemove(new KeyValuePair<TKey, TSession>(key, session));
}
