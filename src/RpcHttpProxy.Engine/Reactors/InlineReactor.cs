namespace RpcHttpProxy.Engine.Reactors;

/// <summary>
/// A reactor without a thread: who posts while no turn runs, runs the turns, his own and those that others post meanwhile. No event
/// waits for a thread to wake up, so it suits carriers whose completions come on threads of the runtime; and it is all that a
/// simulation on one thread needs.
/// </summary>
public sealed class InlineReactor : Reactor, IDisposable
{
    /* Ours: turns that a thread runs for others before the pool takes over; it may have been asked for one thing only. */
    private const int MostTurns = 256;

    [ThreadStatic]
    private static Queue<InlineReactor>? t_postponed;

    private readonly Lock _lock = new();
    private readonly Queue<Action> _mailbox = new();
    private readonly Action _tick;
    private readonly ITimer _timer;
    private readonly bool _isHandedOver;
    private bool _isRunning;

    /// <summary>A reactor that owns nothing yet.</summary>
    /// <param name="time">The clock of its timers.</param>
    /// <param name="fault">Told of exceptions that no link or session has caught.</param>
    /// <param name="isHandedOver">Whether a thread that has run many turns hands over to the pool; false where there is one thread only.</param>
    public InlineReactor(TimeProvider time, Action<Exception> fault, bool isHandedOver = true)
        : base(time, fault)
    {
        _isHandedOver = isHandedOver;
        _tick = Timers.Tick;
        _timer = time.CreateTimer(_ => Post(_tick), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <inheritdoc/>
    public override void Post(Action work)
    {
        lock (_lock)
        {
            _mailbox.Enqueue(work);
            if (_isRunning)
            {
                return;
            }

            _isRunning = true;
        }

        if (IsInTurn)
        {
            (t_postponed ??= new Queue<InlineReactor>()).Enqueue(this); // Turns aren't nested.
            return;
        }

        RunTurns();
        while (t_postponed?.TryDequeue(out InlineReactor? next) == true)
        {
            next.RunTurns();
        }
    }

    /// <summary>Stops the clock's timer: no timer elapses any more.</summary>
    public void Dispose() => _timer.Dispose();

    /// <inheritdoc/>
    protected override void WakeBefore(long timestamp)
    {
        double seconds = Math.Max(0, (double)(timestamp - Time.GetTimestamp()) / Time.TimestampFrequency);

        // A millisecond more than rounded down: a tick that comes too early finds nothing due and would be set again.
        _timer.Change(TimeSpan.FromMilliseconds(Math.Floor(seconds * 1000) + 1), Timeout.InfiniteTimeSpan);
    }

    private void RunTurns()
    {
        for (int turns = 0; TryTake(out Action? work); turns++)
        {
            if (turns >= MostTurns && _isHandedOver)
            {
                ThreadPool.UnsafeQueueUserWorkItem(static rest => rest.Reactor.RunRest(rest.First), (Reactor: this, First: work), preferLocal: false);
                return;
            }

            RunTurn(work);
        }
    }

    private void RunRest(Action first)
    {
        RunTurn(first);
        RunTurns();
        while (t_postponed?.TryDequeue(out InlineReactor? next) == true)
        {
            next.RunTurns();
        }
    }

    private bool TryTake([System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out Action? work)
    {
        lock (_lock)
        {
            _isRunning = _mailbox.TryDequeue(out work);
            return _isRunning;
        }
    }
}
