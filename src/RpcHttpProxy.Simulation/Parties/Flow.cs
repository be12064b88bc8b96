using System.Buffers.Binary;
using RpcHttpProxy.Core.Channels;
using RpcHttpProxy.Simulation.Clockwork;

namespace RpcHttpProxy.Simulation.Parties;

/// <summary>RPC PDUs in one direction of one virtual connection: made on one side, recognized on the other.</summary>
internal sealed class Flow(string name, SeededRandom dice, int total, int maxPduLength, bool areFragmentsFull)
{
    private const int HeaderLength = 16;

    private readonly Queue<byte[]> _underWay = [];
    private uint _number;
    private int _matched;

    /// <summary>Which, for messages.</summary>
    public string Name { get; } = name;

    /// <summary>Bytes given to the sender.</summary>
    public int Submitted { get; private set; }

    /// <summary>Bytes that came out at the other side.</summary>
    public int Delivered { get; private set; }

    /// <summary>True when all that was to be submitted has been delivered.</summary>
    public bool IsDone => IsSubmitted && Delivered == Submitted;

    /// <summary>True when nothing more is to be submitted.</summary>
    public bool IsSubmitted => Submitted >= total;

    /// <summary>
    /// The next PDU: a request with a number and random content. Its length is random, but often what just fits, or just doesn't, where
    /// <paramref name="sending"/> has a bound: that is where a count that is wrong by one shows.
    /// </summary>
    public byte[] Make(SendingChannel? sending)
    {
        int length = areFragmentsFull && !dice.OneIn(4) ? maxPduLength
            : dice.Between(HeaderLength, dice.OneIn(4) ? maxPduLength : Math.Min(maxPduLength, 2_000));
        if (sending is not null)
        {
            Fit(sending.Lifetime - sending.Reserve - sending.LifetimeSent - sending.Queue.Length, oneIn: 2, ref length);
            Fit(sending.Window.AvailableWindow - sending.Queue.Length, oneIn: 8, ref length);
        }

        var pdu = new byte[length];
        pdu[0] = 5;    // rpc_vers, [C706] 12.6.1
        pdu[3] = 3;    // first and last fragment
        pdu[4] = 0x10; // little-endian
        BinaryPrimitives.WriteUInt16LittleEndian(pdu.AsSpan(8), (ushort)length);
        BinaryPrimitives.WriteUInt32LittleEndian(pdu.AsSpan(12), _number++);
        Span<byte> content = pdu.AsSpan(HeaderLength);
        for (; content.Length >= sizeof(ulong); content = content[sizeof(ulong)..])
        {
            BinaryPrimitives.WriteUInt64LittleEndian(content, dice.Next());
        }

        Submitted += length;
        _underWay.Enqueue(pdu);
        return pdu;
    }

    private void Fit(long room, int oneIn, ref int length)
    {
        if (room > HeaderLength && room < maxPduLength && dice.OneIn(oneIn))
        {
            length = (int)room + dice.Between(-1, 1);
        }
    }

    /// <summary>Compares what came with what was sent. Null when they agree; else how they don't.</summary>
    public string? Deliver(ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length > 0)
        {
            if (!_underWay.TryPeek(out byte[]? pdu))
            {
                return $"{Name}: {bytes.Length} bytes came that nobody sent (or a second time), behind {Delivered} bytes";
            }

            int count = Math.Min(bytes.Length, pdu.Length - _matched);
            if (!bytes[..count].SequenceEqual(pdu.AsSpan(_matched, count)))
            {
                return $"{Name}: what came behind {Delivered} bytes isn't PDU {BinaryPrimitives.ReadUInt32LittleEndian(pdu.AsSpan(12))} of {pdu.Length} bytes, "
                    + $"which was next (it begins {Convert.ToHexString(bytes[..Math.Min(16, bytes.Length)])})";
            }

            bytes = bytes[count..];
            Delivered += count;
            _matched += count;
            if (_matched == pdu.Length)
            {
                _underWay.Dequeue();
                _matched = 0;
            }
        }

        return null;
    }
}
