namespace RpcHttpProxy.Hosting.Logging;

/// <summary>Lets a line through that would otherwise be written as often as a client likes, and counts those that it keeps back.</summary>
internal sealed class LogThrottle(TimeProvider time)
{
    /* Ours: often enough to see that it goes on, too seldom to fill a disk. */
    private static readonly TimeSpan s_period = TimeSpan.FromSeconds(10);

    private readonly Lock _lock = new();
    private long? _last;
    private long _keptBack;

    /// <summary>Whether the line is to be written now; then <paramref name="keptBack"/> is how many weren't since the last one.</summary>
    public bool TryPass(out long keptBack)
    {
        lock (_lock)
        {
            keptBack = _keptBack;
            if (_last is { } last && time.GetElapsedTime(last) < s_period)
            {
                _keptBack++;
                return false;
            }

            _last = time.GetTimestamp();
            _keptBack = 0;
            return true;
        }
    }
}
