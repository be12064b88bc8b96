using System.Buffers;
using System.Buffers.Binary;
using RpcHttpProxy.TestKit;

namespace RpcHttpProxy.Protocol.Tests;

/// <summary>Bytes of every kind of malice. The seed is fixed: what fails once fails again.</summary>
[Trait(Category.Name, Category.Slow)]
public class HostileBytesTests
{
    private const int Seed = 224; // any will do; this one is the section
    private const int Inputs = 200_000;

    /* The seven commands at most, their array, the PDU and little else; generous, and still far below any input that would hurt. */
    private const int MaxAllocationPerRead = 2_048;

    private static readonly byte[][] _vectors = [.. TestKit.Vectors.Names.Select(TestKit.Vectors.Load)];

    [Fact]
    public void Random_bytes_behind_a_valid_header_neither_throw_nor_cost()
    {
        var random = new Random(Seed);
        for (int i = 0; i < Inputs; i++)
        {
            Judge(WithHeader(random, RandomCommands(random)));
        }
    }

    [Fact]
    public void Mutated_vectors_neither_throw_nor_cost_and_survivors_are_written_as_they_were_read()
    {
        var random = new Random(Seed);
        int survivors = 0;
        for (int i = 0; i < Inputs; i++)
        {
            if (Judge(Mutate(random, AnyVector(random))))
            {
                survivors++;
            }
        }

        Assert.InRange(survivors, Inputs / 100, Inputs - 1); // a mutation that nothing survives, or everything, tests nothing
    }

    [Fact]
    public void Random_streams_are_framed_to_an_end_with_nothing_lost()
    {
        var random = new Random(Seed);
        for (int i = 0; i < Inputs; i++)
        {
            byte[] stream = [.. Enumerable.Range(0, random.Next(1, 5)).SelectMany(_ => Mutate(random, AnyVector(random)))];
            var buffer = new ReadOnlySequence<byte>(stream);
            long cutOff = 0;
            FrameResult result;
            while ((result = PduFramer.TryRead(ref buffer, 1_024, isEnd: true, out ReadOnlySequence<byte> pdu)) == FrameResult.Complete)
            {
                Assert.InRange(pdu.Length, PduHeader.Length, 1_024);
                cutOff += pdu.Length;
            }

            Assert.Equal(stream.Length, cutOff + buffer.Length);
            Assert.Equal(buffer.IsEmpty, result == FrameResult.NeedMoreData);
        }
    }

    /// <summary>Reads under the eyes of the allocator; answers whether it was a PDU.</summary>
    private static bool Judge(byte[] input)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        RtsFault fault = RtsPduReader.Read(input, out RtsPdu? pdu);
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.InRange(allocated, 0, MaxAllocationPerRead);
        Assert.Equal(fault == RtsFault.None, pdu is not null);
        if (pdu is null)
        {
            return false;
        }

        Assert.Equal(WithoutIgnoredBytes(input, pdu), pdu.ToArray());
        Assert.Equal(input.Length, pdu.Length);
        Assert.Equal(pdu.Shape, RtsPduCatalog.Describe(RtsPduCatalog.KindsOf(pdu.Shape)[0]).Shape);
        Assert.NotEmpty(pdu.ToString());
        return true;
    }

    /// <summary>The input with padding cleared: the one thing a receiver ignores and a sender zeroes (2.2.3.5.9, 2.2.3.2).</summary>
    private static byte[] WithoutIgnoredBytes(byte[] input, RtsPdu pdu)
    {
        byte[] expected = [.. input];
        int offset = RtsPdu.HeaderLength;
        foreach (RtsCommand command in pdu.Commands)
        {
            offset += command.Length;
            if (command is PaddingCommand padding)
            {
                expected.AsSpan(offset - padding.ConformanceCount, padding.ConformanceCount).Clear();
            }

            if (command is ClientAddressCommand)
            {
                expected.AsSpan(offset - 12, 12).Clear();
            }
        }

        return expected;
    }

    private static byte[] AnyVector(Random random) => _vectors[random.Next(_vectors.Length)];

    private static byte[] RandomCommands(Random random)
    {
        var bytes = new byte[random.Next(0, 200)];
        random.NextBytes(bytes);

        // Mostly plausible types, else nothing gets beyond the first command.
        for (int offset = 0; offset + 4 <= bytes.Length; offset += random.Next(1, 6) * 4)
        {
            if (random.Next(4) != 0)
            {
                BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(offset), (uint)random.Next(0x11));
            }
        }

        return bytes;
    }

    private static byte[] WithHeader(Random random, byte[] commands)
    {
        byte[] pdu = [5, 0, 20, 3, 0x10, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, (byte)random.Next(0x80), 0, (byte)random.Next(9), 0, .. commands];
        BinaryPrimitives.WriteUInt16LittleEndian(pdu.AsSpan(8), (ushort)pdu.Length);
        return pdu;
    }

    private static byte[] Mutate(Random random, byte[] vector)
    {
        byte[] bytes = [.. vector];
        switch (random.Next(5))
        {
            case 0: // one bit
                bytes[random.Next(bytes.Length)] ^= (byte)(1 << random.Next(8));
                return bytes;
            case 1: // one byte
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
                return bytes;
            case 2: // cut, and said so
                bytes = bytes[..random.Next(10, bytes.Length + 1)];
                break;
            case 3: // lengthened, and said so
                bytes = [.. bytes, .. new byte[random.Next(1, 40)]];
                break;
            default: // a run of noise
                int from = random.Next(bytes.Length);
                random.NextBytes(bytes.AsSpan(from, random.Next(1, Math.Min(8, bytes.Length - from) + 1)));
                return bytes;
        }

        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(8), (ushort)bytes.Length);
        return bytes;
    }
}
