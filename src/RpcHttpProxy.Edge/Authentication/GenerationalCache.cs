using System.Diagnostics.CodeAnalysis;

namespace RpcHttpProxy.Edge.Authentication;

/// <summary>
/// Keeps what was touched lately, in two generations: when the younger is full it becomes the older one, whose entries are forgotten unless they are touched
/// again. So the table is bounded, and nobody pays for clearing it.
/// </summary>
/// <param name="capacity">Entries of one generation.</param>
internal sealed class GenerationalCache<TKey, TValue>(int capacity)
    where TKey : notnull
    where TValue : notnull
{
    private Dictionary<TKey, TValue> _younger = [];
    private Dictionary<TKey, TValue> _older = [];

    /// <summary>How many are kept, at most twice the capacity.</summary>
    public int Count => _younger.Count + _older.Count;

    /// <summary>All that are kept, in no order; changing the table ends it.</summary>
    public IEnumerable<KeyValuePair<TKey, TValue>> Entries => _younger.Concat(_older);

    /// <summary>Finds an entry.</summary>
    public bool TryGet(TKey key, [MaybeNullWhen(false)] out TValue value) =>
        _younger.TryGetValue(key, out value) || _older.TryGetValue(key, out value);

    /// <summary>Puts an entry in, or in another's place.</summary>
    public void Put(TKey key, TValue value)
    {
        _older.Remove(key);
        _younger[key] = value;
        if (_younger.Count >= capacity)
        {
            (_younger, _older) = ([], _younger);
        }
    }

    /// <summary>Forgets an entry.</summary>
    public void Remove(TKey key)
    {
        _younger.Remove(key);
        _older.Remove(key);
    }
}
