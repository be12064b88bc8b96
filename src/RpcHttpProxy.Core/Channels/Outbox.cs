using System.Buffers;

namespace RpcHttpProxy.Core.Channels;

// [rpch 2.1.2.1.7/7-9, 2.1.2.1.8/7] a PDU is sent as it comes, never waiting for the next one: all of it goes out when the turn ends
/// <summary>
/// The bytes of one channel that may go out now. Filled by all who send on the channel, taken whole by its one writer; both in
/// turns of the connection's owner. An empty outbox holds no buffer, so that an idle connection costs none.
/// </summary>
public sealed class Outbox
{
    // One page: most bursts are a few RTS PDUs or one RPC fragment of 5 840 bytes; a busy channel grows by doubling.
    private const int FirstBuffer = 4096;

    private byte[]? _buffer;
    private int _rtsInFlight;
    private bool _hasFence;

    /// <summary>Bytes waiting to be written.</summary>
    public int Length { get; private set; }

    /// <summary>Bytes taken and not yet reported as written.</summary>
    public int InFlight { get; private set; }

    /// <summary>Of the bytes being written, those of RPC PDUs.</summary>
    public int RpcInFlight => InFlight - _rtsInFlight;

    /// <summary>Of the bytes that wait or are being written, those of RTS PDUs: no window bounds them, so a limit of ours does.</summary>
    public int RtsBytes { get; private set; }

    /// <summary>True when what waits to be written are RTS PDUs and no others.</summary>
    public bool HoldsRtsOnly => Length == RtsBytes - _rtsInFlight;

    /// <summary>True when a fence is among the bytes being written.</summary>
    public bool IsFenceInFlight { get; private set; }

    /// <summary>Whether a buffer is taken from the pool and not given back or handed out.</summary>
    internal bool HoldsBuffer => _buffer is not null;

    /// <summary>Room for <paramref name="count"/> more bytes, counted as appended at once; the caller fills the span.</summary>
    public Span<byte> Append(int count)
    {
        int needed = Length + count;
        if (_buffer is null)
        {
            _buffer = ArrayPool<byte>.Shared.Rent(Math.Max(FirstBuffer, needed));
        }
        else if (_buffer.Length < needed)
        {
            byte[] larger = ArrayPool<byte>.Shared.Rent(Math.Max(_buffer.Length * 2, needed));
            _buffer.AsSpan(0, Length).CopyTo(larger);
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = larger;
        }

        Span<byte> room = _buffer.AsSpan(Length, count);
        Length = needed;
        return room;
    }

    /// <summary>Room for an RTS PDU.</summary>
    public Span<byte> AppendRts(int count)
    {
        RtsBytes += count;
        return Append(count);
    }

    /// <summary>Notes that the last PDU appended is a fence.</summary>
    public void MarkFence() => _hasFence = true;

    /// <summary>Hands over the waiting bytes; they come back with <see cref="Written"/> when they were written.</summary>
    public ArraySegment<byte> Take()
    {
        ArraySegment<byte> taken = _buffer is null ? default : new(_buffer, 0, Length);
        InFlight = Length;
        _rtsInFlight = RtsBytes;
        IsFenceInFlight = _hasFence;
        _hasFence = false;
        _buffer = null;
        Length = 0;
        return taken;
    }

    /// <summary><paramref name="taken"/> was written, or given up on.</summary>
    public void Written(ArraySegment<byte> taken)
    {
        InFlight = 0;
        RtsBytes -= _rtsInFlight;
        _rtsInFlight = 0;
        IsFenceInFlight = false;
        if (taken.Array is not null)
        {
            ArrayPool<byte>.Shared.Return(taken.Array);
        }
    }

    /// <summary>Throws away what waits, when the channel is over.</summary>
    public void Discard()
    {
        if (_buffer is not null)
        {
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = null;
        }

        Length = 0;
        RtsBytes = _rtsInFlight;
    }
}
