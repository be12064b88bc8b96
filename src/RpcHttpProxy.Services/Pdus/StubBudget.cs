namespace RpcHttpProxy.Services;

/// <summary>Octets that the stubs of all connections may take together. Any thread.</summary>
/// <param name="max">How many.</param>
internal sealed class StubBudget(long max)
{
    private long _used;

    /// <summary>How many are taken.</summary>
    public long Used => Interlocked.Read(ref _used);

    /// <summary>Takes some; false, and none taken, when there are too few.</summary>
    public bool TryTake(int octets)
    {
        if (Interlocked.Add(ref _used, octets) <= max)
        {
            return true;
        }

        Return(octets);
        return false;
    }

    /// <summary>Gives some back.</summary>
    public void Return(int octets) => Interlocked.Add(ref _used, -octets);
}
