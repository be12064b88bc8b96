namespace RpcHttpProxy.Transport.Sockets;

/// <summary>How many sockets of a kind may be open at once.</summary>
public sealed class SocketQuota
{
    private volatile int _max = int.MaxValue;
    private int _used;

    /// <summary>The bound; sockets beyond one that was lowered stay open.</summary>
    public int Max
    {
        get => _max;
        set => _max = value;
    }

    /// <summary>Sockets that are open.</summary>
    public int Used => Volatile.Read(ref _used);

    /// <summary>A slot, until <see cref="Return"/>; false when all are taken.</summary>
    public bool TryTake()
    {
        if (Interlocked.Increment(ref _used) <= _max)
        {
            return true;
        }

        Return();
        return false;
    }

    /// <summary>Gives a slot back.</summary>
    public void Return() => Interlocked.Decrement(ref _used);
}
