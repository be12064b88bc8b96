namespace RpcHttpProxy.Tracing;

/// <summary>Keeps the first events in memory, for the demo and for tests; when full, it drops what is new and counts it.</summary>
public sealed class MemoryTraceSink : ITraceSink
{
    private const int DefaultCapacity = 10_000;   // some hundred connections of about 60 events each; ours

    private readonly Lock _lock = new();
    private readonly List<TraceEvent> _events = [];
    private readonly int _capacity;
    private long _dropped;

    /// <param name="capacity">How many events are kept, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">The capacity is below 1.</exception>
    public MemoryTraceSink(int capacity = DefaultCapacity)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 1);
        _capacity = capacity;
    }

    public bool IsEnabled => true;

    /// <summary>How many events found no room.</summary>
    public long Dropped => Interlocked.Read(ref _dropped);

    public void Write(TraceEvent traceEvent)
    {
        lock (_lock)
        {
            if (_events.Count < _capacity)
            {
                _events.Add(traceEvent);
                return;
            }
        }

        Interlocked.Increment(ref _dropped);
    }

    /// <summary>A copy of what is there now, in the order of writing.</summary>
    public IReadOnlyList<TraceEvent> Snapshot()
    {
        lock (_lock)
        {
            return _events.ToArray();
        }
    }
}
