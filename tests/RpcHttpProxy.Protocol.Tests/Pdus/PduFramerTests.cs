using System.Buffers;
using RpcHttpProxy.TestKit;

namespace RpcHttpProxy.Protocol.Tests;

public class PduFramerTests
{
    private const int Max = PduFramer.DefaultMaxPduLength;

    public static TheoryData<string> Names => Golden.FileNames;

    [Theory]
    [MemberData(nameof(Names))]
    public void A_PDU_is_cut_off_wherever_the_segments_meet(string name)
    {
        byte[] pdu = TestKit.Vectors.Load(name);
        byte[] tail = Hex.Parse("05 00 00 03 10"); // the beginning of the next
        byte[] stream = [.. pdu, .. tail];

        foreach (ReadOnlySequence<byte> split in SplitSequences.InTwo(stream).Append(SplitSequences.ByteByByte(stream)))
        {
            ReadOnlySequence<byte> buffer = split;
            Assert.Equal(FrameResult.Complete, PduFramer.TryRead(ref buffer, Max, isEnd: false, out ReadOnlySequence<byte> cut));
            Assert.Equal(pdu, cut.ToArray());
            Assert.Equal(tail, buffer.ToArray());

            Assert.Equal(FrameResult.NeedMoreData, PduFramer.TryRead(ref buffer, Max, isEnd: false, out cut));
            Assert.True(cut.IsEmpty);
            Assert.Equal(FrameResult.Truncated, PduFramer.TryRead(ref buffer, Max, isEnd: true, out cut));
            Assert.Equal(tail, buffer.ToArray());
        }
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_PDU_that_has_not_all_arrived_is_waited_for(string name)
    {
        byte[] pdu = TestKit.Vectors.Load(name);
        for (int length = 0; length < pdu.Length; length++)
        {
            AssertBoth(FrameResult.NeedMoreData, pdu[..length], Max, isEnd: false);
            AssertBoth(length == 0 ? FrameResult.NeedMoreData : FrameResult.Truncated, pdu[..length], Max, isEnd: true);
        }

        AssertBoth(FrameResult.Complete, pdu, Max, isEnd: true);
    }

    // [rpch 2.1.2.1.7/1-3, 2.1.2.1.8/1-3]
    [Fact]
    public void A_stream_of_all_vectors_comes_apart_again()
    {
        byte[][] pdus = [.. TestKit.Vectors.Names.Select(TestKit.Vectors.Load)];
        byte[] stream = [.. pdus.SelectMany(pdu => pdu)];

        ReadOnlySpan<byte> span = stream;
        var sequence = new ReadOnlySequence<byte>(stream);
        foreach (byte[] pdu in pdus)
        {
            Assert.Equal(FrameResult.Complete, PduFramer.TryRead(ref span, Max, isEnd: true, out ReadOnlySpan<byte> cut));
            Assert.Equal(pdu, cut.ToArray());
            Assert.Equal(FrameResult.Complete, PduFramer.TryRead(ref sequence, Max, isEnd: true, out ReadOnlySequence<byte> piece));
            Assert.Equal(pdu, piece.ToArray());
        }

        Assert.Equal(FrameResult.NeedMoreData, PduFramer.TryRead(ref span, Max, isEnd: true, out _));
        Assert.Equal(FrameResult.NeedMoreData, PduFramer.TryRead(ref sequence, Max, isEnd: true, out _));
    }

    /* Each line is the shortest beginning that can be judged: one byte less is still possible. */
    [Theory]
    [InlineData("04")] // rpc_vers of the connectionless protocol
    [InlineData("6e")] // "ncacn_http/1.0"
    [InlineData("47")] // "GET /"
    [InlineData("05 00 00 03 20")] // no byte order
    [InlineData("05 00 00 03 f0")]
    [InlineData("05 00 14 03 00")] // RTS, big-endian
    [InlineData("05 00 14 03 20")]
    [InlineData("05 00 00 03 10 00 00 00 0f 00")] // frag_length 15
    [InlineData("05 00 00 03 10 00 00 00 00 00")]
    [InlineData("05 00 00 03 00 00 00 00 00 0f")] // big-endian
    [InlineData("05 00 14 03 10 00 00 00 13 00")] // RTS, frag_length 19
    [InlineData("05 00 0b 03 10 00 00 00 b9 16")] // 5 817, one more than the limit below
    [InlineData("05 00 0b 03 00 00 00 00 16 b9")]
    public void What_cannot_become_a_PDU_is_refused_with_its_first_wrong_byte(string hex)
    {
        byte[] start = Hex.Parse(hex);
        AssertBoth(FrameResult.Invalid, start, 5_816, isEnd: false);
        AssertBoth(FrameResult.Invalid, start, 5_816, isEnd: true);
        AssertBoth(FrameResult.Invalid, [.. start, .. new byte[70_000]], 5_816, isEnd: false);
        AssertBoth(FrameResult.NeedMoreData, start[..^1], 5_816, isEnd: false);
    }

    [Theory]
    [InlineData("05 00 00 03 10 00 00 00 10 00", 16)] // the header alone
    [InlineData("05 00 00 03 00 00 00 00 00 10", 16)]
    [InlineData("05 00 14 03 10 00 00 00 14 00", 20)]
    [InlineData("05 00 0b 03 10 00 00 00 b8 16", 5_816)]
    [InlineData("05 00 0b 03 00 00 00 00 16 b8", 5_816)]
    [InlineData("05 00 0b 03 11 00 00 00 b8 16", 5_816)] // EBCDIC is not the framer's business
    [InlineData("05 01 0b 03 10 00 00 00 b8 16", 5_816)] // nor is rpc_vers_minor
    public void The_length_is_read_in_the_byte_order_of_packed_drep(string hex, int expected)
    {
        byte[] stream = [.. Hex.Parse(hex), .. new byte[6_000]];
        ReadOnlySpan<byte> buffer = stream;
        Assert.Equal(FrameResult.Complete, PduFramer.TryRead(ref buffer, 5_816, isEnd: false, out ReadOnlySpan<byte> pdu));
        Assert.Equal(expected, pdu.Length);
        Assert.Equal(expected, PduHeader.FragLength(pdu));
    }

    [Fact]
    public void The_longest_PDU_there_can_be_is_accepted()
    {
        byte[] pdu = RtsPdus.OUT_R2_C1(65_507).ToArray();
        Assert.Equal(Max, pdu.Length);
        AssertBoth(FrameResult.Complete, pdu, Max, isEnd: true);
    }

    [Fact]
    public void Nothing_after_garbage_is_looked_for()
    {
        byte[] garbage = [0x00, .. TestKit.Vectors.Load("Ping")];
        AssertBoth(FrameResult.Invalid, garbage, Max, isEnd: false);
    }

    [Fact]
    public void A_PDU_in_one_segment_costs_no_allocation()
    {
        var stream = new ReadOnlySequence<byte>([.. Enumerable.Repeat(TestKit.Vectors.Load("CONN_B2"), 100).SelectMany(pdu => pdu)]);
        CutAll(stream); // what the first call compiles is not the framer's

        long before = GC.GetAllocatedBytesForCurrentThread();
        int count = CutAll(stream);
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.Equal(100, count);
        Assert.Equal(0, allocated);
    }

    private static int CutAll(ReadOnlySequence<byte> buffer)
    {
        int count = 0;
        while (PduFramer.TryRead(ref buffer, Max, isEnd: false, out _) == FrameResult.Complete)
        {
            count++;
        }

        return count;
    }

    /// <summary>Over the span and over every way to cut it in two: the same answer, and nothing lost.</summary>
    private static void AssertBoth(FrameResult expected, byte[] bytes, int maxLength, bool isEnd)
    {
        ReadOnlySpan<byte> span = bytes;
        Assert.Equal(expected, PduFramer.TryRead(ref span, maxLength, isEnd, out ReadOnlySpan<byte> pdu));
        Assert.Equal(bytes.Length, span.Length + pdu.Length);

        IEnumerable<ReadOnlySequence<byte>> splits = bytes.Length > 1_000
            ? [new ReadOnlySequence<byte>(bytes), SplitSequences.ByteByByte(bytes)]
            : SplitSequences.InTwo(bytes).Append(SplitSequences.ByteByByte(bytes));
        foreach (ReadOnlySequence<byte> split in splits)
        {
            ReadOnlySequence<byte> buffer = split;
            Assert.Equal(expected, PduFramer.TryRead(ref buffer, maxLength, isEnd, out ReadOnlySequence<byte> cut));
            Assert.Equal(bytes.Length, buffer.Length + cut.Length);
            Assert.Equal(expected == FrameResult.Complete, !cut.IsEmpty);
        }
    }
}
