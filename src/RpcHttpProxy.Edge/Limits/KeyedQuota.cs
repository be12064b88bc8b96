namespace RpcHttpProxy.Edge.Limits;

/// <summary>How many there are of each.</summary>
/// <param name="comparer">Which keys are one.</param>
internal sealed class KeyedQuota<TKey>(IEqualityComparer<TKey>? comparer = null)
    where TKey : notnull
{
    private readonly Dictionary<TKey, int> _counts = new(comparer);
    private readonly Lock _lock = new();

    /// <summary>One more, until <see cref="Leave"/>; false when it would be more than <paramref name="max"/>, which is 0 for any number.</summary>
    public bool TryEnter(TKey key, long max)
    {
        lock (_lock)
        {
            int count = _counts.GetValueOrDefault(key);
            if (max > 0 && count >= max)
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
