using System.Runtime.CompilerServices;
using RpcHttpProxy.Protocol;

namespace RpcHttpProxy.Tool.Bench;

/// <summary>What came on a socket, cut into PDUs. One buffer, grown only for what flows; one reader.</summary>
internal sealed class PduBuffer(LoadSocket socket)
{
    /* A set-up's few PDUs fit; thousands of idle connections hold no more than this each. */
    private const int SmallBuffer = 512;

    /* About what a socket gives at once under load. */
    private const int LargeBuffer = 131_072;

    private const int FragLengthEnd = 10;

    private byte[] _bytes = new byte[SmallBuffer];
    private int _head;
    private int _tail;

    /// <summary>Bytes that were received and not taken.</summary>
    public ReadOnlyMemory<byte> Waiting => _bytes.AsMemory(_head, _tail - _head);

    /// <summary>Receives more; false at the end of the stream. What <see cref="TryTake"/> gave is no longer good.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    public async ValueTask<bool> FillAsync()
    {
        MakeRoom();
        int received = await socket.ReceiveAsync(_bytes.AsMemory(_tail));
        _tail += received;
        return received > 0;
    }

    /// <summary>Takes the next whole PDU; good until the next <see cref="FillAsync"/>.</summary>
    public bool TryTake(out ReadOnlySpan<byte> pdu)
    {
        ReadOnlySpan<byte> waiting = _bytes.AsSpan(_head, _tail - _head);
        pdu = default;
        if (waiting.Length < FragLengthEnd)
        {
            return false;
        }

        int length = PduHeader.FragLength(waiting);
        if (waiting.Length < length)
        {
            return false;
        }

        pdu = waiting[..length];
        _head += length;
        return true;
    }

    /// <summary>Skips bytes that are no PDU.</summary>
    public void Skip(int count) => _head += count;

    private void MakeRoom()
    {
        int waiting = _tail - _head;
        bool isFull = _tail == _bytes.Length && _head == 0;
        byte[] to = isFull ? new byte[LargeBuffer] : _bytes;
        _bytes.AsSpan(_head, waiting).CopyTo(to);
        _bytes = to;
        _head = 0;
        _tail = waiting;
    }
}
