using System.Runtime.InteropServices;

namespace RpcHttpProxy.Transport.Sessions;

/// <summary>
/// Virtual connections of a role that aren't open yet: in all, and of each client (<see cref="ClientNames"/>). One client at its share leaves
/// the others theirs. Any thread; reactors that admit at the same moment may exceed a bound by as many as there are of them.
/// </summary>
/// <param name="max">How many in all; 0 for any number.</param>
/// <param name="maxPerClient">How many of one client; 0 for any number.</param>
internal sealed class HalfOpenCount(int max, int maxPerClient)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, int> _clients = new(StringComparer.OrdinalIgnoreCase);
    private int _all;

    /// <summary>How many in all.</summary>
    public int All => Volatile.Read(ref _all);

    /// <summary>Whether one more, of that client, would be one too many.</summary>
    public bool IsFullFor(IReadOnlyList<string> client)
    {
        if (max > 0 && All >= max)
        {
            return true;
        }

        lock (_lock)
        {
            return maxPerClient > 0 && client.Any(name => _clients.GetValueOrDefault(name) >= maxPerClient);
        }
    }

    /// <summary>One of that client has begun.</summary>
    public void Add(IReadOnlyList<string> client) => Count(client, 1);

    /// <summary>That one is open, or over.</summary>
    public void Remove(IReadOnlyList<string> client) => Count(client, -1);

    private void Count(IReadOnlyList<string> client, int difference)
    {
        Interlocked.Add(ref _all, difference);
        lock (_lock)
        {
            foreach (string name in client)
            {
                if ((CollectionsMarshal.GetValueRefOrAddDefault(_clients, name, out _) += difference) == 0)
                {
                    _clients.Remove(name);
                }
            }
        }
    }
}
