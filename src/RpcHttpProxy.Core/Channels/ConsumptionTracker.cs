namespace RpcHttpProxy.Core.Channels;

// [rpch 3.2.1.1.5.1/1] the window is a queue: what came and was not passed on, in order
/// <summary>
/// From which channels the RPC PDUs on their way out came, in order: they are consumed there when they were written here
/// (3.2.1.4.1.1). Usually one channel; two for a moment while the channel they come from is being recycled.
/// </summary>
public sealed class ConsumptionTracker
{
    private Queue<(Channel Origin, long Bytes)>? _earlier;
    private Channel? _origin;
    private long _bytes;

    /// <summary>An RPC PDU from <paramref name="origin"/> was taken in charge.</summary>
    public void Add(Channel origin, int bytes)
    {
        if (_origin != origin)
        {
            if (_origin is not null && _bytes > 0)
            {
                (_earlier ??= new Queue<(Channel, long)>()).Enqueue((_origin, _bytes));
            }

            (_origin, _bytes) = (origin, 0);
        }

        _bytes += bytes;
    }

    /// <summary>Takes up to <paramref name="bytes"/> written bytes off the oldest origin; null when nothing is owed.</summary>
    public Channel? MarkWritten(int bytes, out int paid)
    {
        if (_earlier is { Count: > 0 })
        {
            (Channel origin, long owed) = _earlier.Dequeue();
            paid = (int)Math.Min(bytes, owed);
            if (owed > paid)
            {
                Queue<(Channel, long)> rest = new([(origin, owed - paid), .. _earlier]);
                _earlier = rest;
            }

            return origin;
        }

        paid = (int)Math.Min(bytes, _bytes);
        _bytes -= paid;
        return paid > 0 ? _origin : null;
    }
}
