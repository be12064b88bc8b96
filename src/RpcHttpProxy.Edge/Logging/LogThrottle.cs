namespace RpcHttpProxy.Edge.Logging;

/// <summary>Lets lines through that would otherwise be written as often as a client likes, and counts those that it keeps back.</summary>
/// <param name="time">The clock.</param>
/// <param name="lines">How many are written in ten seconds.</param>
internal sealed class LogThrottle(TimeProvider time, int lines = 1)
{
    /// <summary>For lines that name who it is. Ours: enough to see that, too few to fill a disk.</summary>
    public const int LinesOfAKind = 10;

    /* Ours: often enough to see that it goes on, too seldom to fill a disk. */
    private static readonly TimeSpan s_period = TimeSpan.FromSeconds(10);

    private readonly Lock _lock = new();
    private long? _began;
    private int _passed;
    private long _keptBack;

    /// <summary>Whether the line is to be written now; then <paramref name="keptBack"/> is how many weren't since the last one.</summary>
    public bool TryPass(out long keptBack)
    {
        lock (_lock)
        {
            keptBack = _keptBack;
            if (_began is not { } began || time.GetElapsedTime(began) >= s_period)
            {
                _began = time.GetTimestamp();
                _passed = 0;
            }

            if (_passed == lines)
            {
                _keptBack++;
                return false;
            }

            _passed++;
            _keptBack = 0;
            return true;
        }
    }
}
