using System.Diagnostics.CodeAnalysis;

namespace RpcHttpProxy.Transport.Names;

/// <summary>Names that had no address a moment ago. The oldest give way to others. Not for several threads at once.</summary>
internal sealed class RecentFailures(int max, TimeSpan lifetime, TimeProvider time)
{
    private readonly Dictionary<string, (NameAnswer Answer, long Since)> _failures = new(StringComparer.OrdinalIgnoreCase);
    private readonly Queue<string> _oldestFirst = new();

    public int Count => _failures.Count;

    public void Add(string host, NameAnswer answer)
    {
        while (_oldestFirst.TryPeek(out string? oldest) && (_failures.Count >= max || !IsFresh(_failures[oldest].Since)))
        {
            _failures.Remove(_oldestFirst.Dequeue());
        }

        if (_failures.TryAdd(host, (answer, time.GetTimestamp())))
        {
            _oldestFirst.Enqueue(host);
        }
    }

    /// <summary>What the name's look-up failed with, if that isn't long ago.</summary>
    public bool TryGet(string host, [NotNullWhen(true)] out NameAnswer? answer)
    {
        answer = _failures.TryGetValue(host, out (NameAnswer Answer, long Since) failure) && IsFresh(failure.Since) ? failure.Answer : null;
        return answer is not null;
    }

    private bool IsFresh(long since) => time.GetElapsedTime(since) < lifetime;
}
