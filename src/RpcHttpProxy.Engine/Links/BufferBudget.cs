using System.Runtime.InteropServices;

namespace RpcHttpProxy.Engine.Links;

/// <summary>
/// The bytes that wait in this process, of all roles and connections together, their bound, and each client's share of it. Links report what
/// they hold when it has moved by <see cref="Grain"/>, so that a stream costs one shared addition for several messages and a call none.
/// </summary>
/// <param name="limit">The bound in bytes; 0 for none.</param>
/// <param name="limitPerClient">Bytes of one client at most; 0 for any number.</param>
public sealed class BufferBudget(long limit, long limitPerClient = 0)
{
    /* Ours: some messages. A link that never holds as much is never counted: 10 000 of them hold 160 MB at most. */
    internal const int Grain = 16_384;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, long> _clients = new(StringComparer.OrdinalIgnoreCase);
    private long _used;

    /// <summary>Bytes that were reported and not taken back.</summary>
    public long Used => Interlocked.Read(ref _used);

    /// <summary>Names of clients for which bytes were reported and not taken back.</summary>
    public int Clients
    {
        get
        {
            lock (_lock)
            {
                return _clients.Count;
            }
        }
    }

    /// <summary>True while no more should be taken on, in all or for one of these names of a client.</summary>
    /// <param name="clients">A client's names, such as its account and its address; each has a share of its own.</param>
    public bool IsExceeded(IReadOnlyList<string> clients)
    {
        if (limit > 0 && Used >= limit)
        {
            return true;
        }

        if (limitPerClient == 0 || Used < limitPerClient)
        {
            return false;
        }

        lock (_lock)
        {
            return clients.Any(client => _clients.GetValueOrDefault(client) >= limitPerClient);
        }
    }

    internal void Add(int bytes, IReadOnlyList<string> clients)
    {
        Interlocked.Add(ref _used, bytes);
        if (limitPerClient == 0 || clients.Count == 0)
        {
            return;
        }

        lock (_lock)
        {
            foreach (string client in clients)
            {
                if ((CollectionsMarshal.GetValueRefOrAddDefault(_clients, client, out _) += bytes) == 0)
                {
                    _clients.Remove(client);
                }
            }
        }
    }
}
