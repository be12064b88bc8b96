using System.Buffers;
using System.Buffers.Binary;
using RpcHttpProxy.Protocol;

namespace RpcHttpProxy.Core.Channels;

// [rpch 3.2.1.1.4/4] SendQueue
/// <summary>
/// The SendQueue of 3.2.1.1.4: PDUs that may not go yet, in order, copied out of the reader's buffer. Each entry is a four-byte length,
/// negative for a fence, followed by the PDU. An empty queue holds no buffer.
/// </summary>
public sealed class SendQueue
{
    private const int PrefixLength = sizeof(int);

    private byte[]? _buffer;
    private int _head;
    private int _tail;

    /// <summary>Number of PDUs that wait.</summary>
    public int Count { get; private set; }

    /// <summary>Bytes of the PDUs that wait, without the queue's own prefixes.</summary>
    public int Length { get; private set; }

    /// <summary>Whether a buffer is taken from the pool and not given back.</summary>
    internal bool HoldsBuffer => _buffer is not null;

    /// <summary>Copies a PDU to the end of the queue.</summary>
    public void Enqueue(in ReadOnlySequence<byte> pdu)
    {
        int length = checked((int)pdu.Length);
        pdu.CopyTo(Reserve(length));
    }

    /// <summary>Puts an RTS PDU behind all PDUs that wait: a fence.</summary>
    public void EnqueueFence(RtsPdu pdu)
    {
        int prefix = _tail - _head;
        pdu.Write(Reserve(pdu.Length));
        BinaryPrimitives.WriteInt32LittleEndian(_buffer.AsSpan(_head + prefix), -pdu.Length);
    }

    /// <summary>True when the first PDU that waits is a fence.</summary>
    public bool IsFenceFirst => Count > 0 && BinaryPrimitives.ReadInt32LittleEndian(_buffer.AsSpan(_head)) < 0;

    /// <summary>Moves everything that waits to the end of another queue.</summary>
    public void MoveTo(SendQueue other)
    {
        while (Count > 0)
        {
            ReadOnlySpan<byte> pdu = Peek();
            pdu.CopyTo(other.Reserve(pdu.Length));
            Dequeue();
        }
    }

    /// <summary>Room for a PDU of <paramref name="length"/> bytes at the end of the queue; the caller fills it.</summary>
    public Span<byte> Reserve(int length)
    {
        EnsureRoom(PrefixLength + length);
        BinaryPrimitives.WriteInt32LittleEndian(_buffer.AsSpan(_tail), length);
        Span<byte> room = _buffer.AsSpan(_tail + PrefixLength, length);
        _tail += PrefixLength + length;
        Count++;
        Length += length;
        return room;
    }

    /// <summary>The first PDU that waits; empty when none does.</summary>
    public ReadOnlySpan<byte> Peek()
    {
        if (Count == 0)
        {
            return default;
        }

        int length = Math.Abs(BinaryPrimitives.ReadInt32LittleEndian(_buffer.AsSpan(_head)));
        return _buffer.AsSpan(_head + PrefixLength, length);
    }

    /// <summary>Removes the first PDU. The span that <see cref="Peek"/> gave is no longer valid.</summary>
    public void Dequeue()
    {
        int length = Math.Abs(BinaryPrimitives.ReadInt32LittleEndian(_buffer.AsSpan(_head)));
        _head += PrefixLength + length;
        Count--;
        Length -= length;
        if (Count == 0)
        {
            Release();
        }
    }

    /// <summary>Throws away everything that waits.</summary>
    public void Clear()
    {
        Count = 0;
        Length = 0;
        Release();
    }

    private void EnsureRoom(int count)
    {
        int used = _tail - _head;
        if (_buffer is not null && _buffer.Length - _tail >= count)
        {
            return;
        }

        // Moving up only a buffer that is half empty makes room for as much as was moved: no byte is moved twice for one that comes in.
        if (_buffer is not null && used <= _buffer.Length / 2 && _buffer.Length - used >= count)
        {
            Buffer.BlockCopy(_buffer, _head, _buffer, 0, used);
        }
        else
        {
            byte[] larger = ArrayPool<byte>.Shared.Rent(Math.Max(used + count, (_buffer?.Length ?? 0) * 2));
            if (_buffer is not null)
            {
                Buffer.BlockCopy(_buffer, _head, larger, 0, used);
                ArrayPool<byte>.Shared.Return(_buffer);
            }

            _buffer = larger;
        }

        _head = 0;
        _tail = used;
    }

    private void Release()
    {
        if (_buffer is not null)
        {
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = null;
        }

        _head = 0;
        _tail = 0;
    }
}
