namespace RpcHttpProxy.Edge.Limits;

/// <summary>How many there are of each, and no more than so many of each.</summary>
/// <param name="max">The bound; 0 for none, and then nothing is counted.</param>
/// <param name="comparer">Which keys are one.</param>
internal sealed class Tally<TKey>(int max, IEqualityComparer<TKey>? comparer = null)
    where TKey : notnull
{
    private readonly Dictionary<TKey, int> _counts = new(comparer);
    private readonly Lock _lock = new();

    /// <summary>Keys that are counted.</summary>
    public int Keys
    {
        get
        {
            lock (_lock)
            {
                return _counts.Count;
            }
        }
    }

    /// <summary>One more, until <see cref="Leave"/>; false when it would be one too many.</summary>
    public bool TryEnter(TKey key)
    {
        if (max == 0)
        {
            return true;
        }

        lock (_lock)
        {
            int count = _counts.GetValueOrDefault(key);
            if (count >= max)
            {
                return false;
            }

            _counts[key] = count + 1;
            return true;
        }
    }

    /// <summary>One less.</summary>
    public void Leave(TKey key)
    {
        if (max == 0)
        {
            return;
        }

        lock (_lock)
        {
            int count = _counts[key];
            if (count == 1)
            {
                _counts.Remove(key);
            }
            else
            {
                _counts[key] = count - 1;
            }
        }
    }
}
