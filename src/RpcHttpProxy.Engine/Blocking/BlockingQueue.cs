using System.Runtime.InteropServices;

namespace RpcHttpProxy.Engine.Blocking;

/// <summary>
/// Which call is made next: first come, first served, but no requester gets more than his share of the threads while others wait. Calls of
/// one key are made once. Not for several threads at once.
/// </summary>
internal sealed class BlockingQueue(BlockingBounds bounds)
{
    private readonly Dictionary<string, BlockingCall> _byKey = new(StringComparer.OrdinalIgnoreCase);
    private readonly LinkedList<BlockingCall> _waiting = new();
    private readonly Dictionary<string, int> _threads = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, int> _calls = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Calls that wait for a thread.</summary>
    public int Waiting => _waiting.Count;

    /// <summary>Calls that hold a thread, even if no caller waits for them any more.</summary>
    public int Running { get; private set; }

    /// <summary>
    /// Waits for <paramref name="call"/>, or for the one of its key that is there already, until <see cref="Leave"/>; null when the requester,
    /// or all together, wait for too many.
    /// </summary>
    public BlockingCall? Join(BlockingCall call, string requester)
    {
        BlockingCall? there = call.Key is { } key ? _byKey.GetValueOrDefault(key) : null;
        if (there?.Callers.ContainsKey(requester) != true && _calls.GetValueOrDefault(requester) >= bounds.CallsPerRequester)
        {
            return null;
        }

        if (there is null)
        {
            if (_waiting.Count >= bounds.Waiting)
            {
                return null;
            }

            there = call;
            _waiting.AddLast(call);
            if (call.Key is not null)
            {
                _byKey.Add(call.Key, call);
            }
        }

        if (Add(there.Callers, requester) == 1)
        {
            Add(_calls, requester);
        }

        return there;
    }

    /// <summary>A caller waits no more. A call that has no thread yet and that no other waits for isn't made.</summary>
    public void Leave(BlockingCall call, string requester)
    {
        if (Subtract(call.Callers, requester) == 0)
        {
            Subtract(_calls, requester);
        }

        if (call.RunsFor is null && call.Callers.Count == 0 && _waiting.Remove(call))
        {
            Forget(call);
        }
    }

    /// <summary>The next call, which holds a thread until <see cref="Finish"/>; null when none may begin now.</summary>
    public BlockingCall? Take()
    {
        for (LinkedListNode<BlockingCall>? node = _waiting.First; node is not null; node = node.Next)
        {
            BlockingCall call = node.Value;
            if (call.Callers.Keys.FirstOrDefault(requester => _threads.GetValueOrDefault(requester) < bounds.ThreadsPerRequester) is { } requester)
            {
                call.RunsFor = requester;
                Add(_threads, requester);
                _waiting.Remove(node);
                Running++;
                return call;
            }
        }

        return null;
    }

    /// <summary>The call has returned.</summary>
    public void Finish(BlockingCall call)
    {
        Subtract(_threads, call.RunsFor!);
        Running--;
        Forget(call);
    }

    /// <summary>Takes out all that wait: none of them is made.</summary>
    public IReadOnlyList<BlockingCall> TakeAllWaiting()
    {
        BlockingCall[] all = [.. _waiting];
        _waiting.Clear();
        Array.ForEach(all, Forget);
        return all;
    }

    private void Forget(BlockingCall call)
    {
        if (call.Key is { } key)
        {
            _byKey.Remove(key);
        }
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
