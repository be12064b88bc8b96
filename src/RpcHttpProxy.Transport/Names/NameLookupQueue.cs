using System.Runtime.InteropServices;

namespace RpcHttpProxy.Transport.Names;

/// <summary>
/// Which name is looked up next: first come, first served, but no requester gets more than his share of the threads while others wait. A
/// name that is asked for twice is looked up once. Not for several threads at once.
/// </summary>
internal sealed class NameLookupQueue(NameLookupBounds bounds)
{
    private readonly Dictionary<string, NameLookup> _lookups = new(StringComparer.OrdinalIgnoreCase);
    private readonly LinkedList<NameLookup> _waiting = new();
    private readonly Dictionary<string, int> _threads = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, int> _names = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Look-ups that wait for a thread.</summary>
    public int Waiting => _waiting.Count;

    /// <summary>Look-ups that hold a thread, even if no caller waits for them any more.</summary>
    public int Running => _lookups.Count - _waiting.Count;

    /// <summary>Waits for a name, until <see cref="Leave"/>; null when the requester, or all together, wait for too many.</summary>
    public NameLookup? Join(string host, string requester)
    {
        bool isNew = !_lookups.TryGetValue(host, out NameLookup? lookup);
        if (lookup?.Callers.ContainsKey(requester) != true && _names.GetValueOrDefault(requester) >= bounds.NamesPerRequester)
        {
            return null;
        }

        if (isNew)
        {
            if (_waiting.Count >= bounds.Waiting)
            {
                return null;
            }

            lookup = new NameLookup(host);
            _lookups.Add(host, lookup);
            _waiting.AddLast(lookup);
        }

        if (Add(lookup!.Callers, requester) == 1)
        {
            Add(_names, requester);
        }

        return lookup;
    }

    /// <summary>A call waits no more. A look-up that has no thread yet and is waited for by no other call isn't made.</summary>
    public void Leave(NameLookup lookup, string requester)
    {
        if (Subtract(lookup.Callers, requester) == 0)
        {
            Subtract(_names, requester);
        }

        if (lookup.RunsFor is null && lookup.Callers.Count == 0)
        {
            _waiting.Remove(lookup);
            _lookups.Remove(lookup.Host);
        }
    }

    /// <summary>The next look-up, which holds a thread until <see cref="Finish"/>; null when none may begin now.</summary>
    public NameLookup? Take()
    {
        for (LinkedListNode<NameLookup>? node = _waiting.First; node is not null; node = node.Next)
        {
            NameLookup lookup = node.Value;
            if (lookup.Callers.Keys.FirstOrDefault(requester => _threads.GetValueOrDefault(requester) < bounds.ThreadsPerRequester) is { } requester)
            {
                lookup.RunsFor = requester;
                Add(_threads, requester);
                _waiting.Remove(node);
                return lookup;
            }
        }

        return null;
    }

    /// <summary>The system has answered.</summary>
    public void Finish(NameLookup lookup)
    {
        Subtract(_threads, lookup.RunsFor!);
        _lookups.Remove(lookup.Host);
    }

    private static int Add(Dictionary<string, int> counts, string key) => ++CollectionsMarshal.GetValueRefOrAddDefault(counts, key, out _);

    private static int Subtract(Dictionary<string, int> counts, string key)
    {
        int left = --CollectionsMarshal.GetValueRefOrAddDefault(counts, key, out _);
        if (left == 0)
        {
            counts.Remove(key);
        }

        return left;
    }
}
