using System.Collections.Concurrent;
using System.Diagnostics.Tracing;

namespace RpcHttpProxy.Transport.Tests.Stress;

/// <summary>Which buffers of the shared pools are rented and not returned, as the pools' own event source tells it. For a process that does nothing else.</summary>
internal sealed class RentedBuffers : EventListener
{
    private const string Source = "System.Buffers.ArrayPoolEventSource";
    private const int Smallest = 4_096; // what a socket is read into; the runtime and the test's own code rent smaller ones

    private readonly ConcurrentDictionary<int, int> _rented = new();

    /// <summary>How many are, by their size.</summary>
    public string Left => string.Join(", ", _rented.Values.CountBy(size => size).Select(one => $"{one.Value} of {one.Key} bytes"));

    /// <summary>How many were rented, ever.</summary>
    public int Seen { get; private set; }

    protected override void OnEventSourceCreated(EventSource eventSource)
    {
        if (eventSource.Name == Source)
        {
            EnableEvents(eventSource, EventLevel.Verbose);
        }
    }

    protected override void OnEventWritten(EventWrittenEventArgs eventData)
    {
        if (eventData.Payload is not [int id, int size, ..] || size < Smallest)
        {
            return;
        }

        switch (eventData.EventName)
        {
            case "BufferRented":
                Seen++;
                _rented[id] = size;
                break;
            case "BufferReturned":
                _rented.TryRemove(id, out _);
                break;
        }
    }
}
