using System.Collections;
using Microsoft.AspNetCore.Http.Features;

namespace RpcHttpProxy.Transport.Sockets;

/// <summary>
/// A connection's features: those it is itself, and the few that Kestrel adds, in a list, which is shorter than a table and no slower at
/// this number.
/// </summary>
internal sealed class ConnectionFeatures(SocketConnection connection) : IFeatureCollection
{
    /* As many as Kestrel adds to a plain connection. */
    private const int UsualCount = 8;

    private readonly List<KeyValuePair<Type, object>> _added = new(UsualCount);

    /// <inheritdoc/>
    public bool IsReadOnly => false;

    /// <inheritdoc/>
    public int Revision { get; private set; }

    /// <inheritdoc/>
    public object? this[Type key]
    {
        get
        {
            int at = IndexOf(key);
            return at >= 0 ? _added[at].Value : key.IsInstanceOfType(connection) ? connection : null;
        }

        set
        {
            Revision++;
            int at = IndexOf(key);
            if (at >= 0)
            {
                _added.RemoveAt(at);
            }

            if (value is not null)
            {
                _added.Add(new KeyValuePair<Type, object>(key, value));
            }
        }
    }

    /// <inheritdoc/>
    public TFeature? Get<TFeature>() => (TFeature?)this[typeof(TFeature)];

    /// <inheritdoc/>
    public void Set<TFeature>(TFeature? instance) => this[typeof(TFeature)] = instance;

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<Type, object>> GetEnumerator() => _added.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private int IndexOf(Type key)
    {
        for (int i = 0; i < _added.Count; i++)
        {
            if (_added[i].Key == key)
            {
                return i;
            }
        }

        return -1;
    }
}
