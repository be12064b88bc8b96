using System.Buffers.Binary;
using RpcHttpProxy.TestKit;

namespace RpcHttpProxy.Protocol.Tests;

public class RtsPduReaderTests
{
    /* CONN/B2 has seven commands, the most there are: Version at 20, cookies at 28 and 48, ReceiveWindowSize at 68, ConnectionTimeout
       at 76, AssociationGroupId at 84, ClientAddress at 104. */

    // [rpch 2.2.3.2.1/1, 2.2.3.2.2/1, 2.2.3.6.1/1-11, 2.2.3.6.1/16]
    [Theory]
    [InlineData(0, "04", RtsFault.Version)] // rpc_vers of the connectionless protocol
    [InlineData(1, "01", RtsFault.Version)]
    [InlineData(2, "0b", RtsFault.PacketType)] // bind
    [InlineData(3, "01", RtsFault.PfcFlags)] // no PFC_LAST_FRAG
    [InlineData(3, "02", RtsFault.PfcFlags)] // no PFC_FIRST_FRAG
    [InlineData(3, "83", RtsFault.PfcFlags)] // PFC_OBJECT_UUID as well
    [InlineData(4, "00", RtsFault.DataRepresentation)] // big-endian
    [InlineData(4, "11", RtsFault.DataRepresentation)] // EBCDIC
    [InlineData(5, "01", RtsFault.DataRepresentation)] // VAX floating point
    [InlineData(6, "01", RtsFault.DataRepresentation)]
    [InlineData(7, "01", RtsFault.DataRepresentation)]
    [InlineData(8, "7f", RtsFault.FragLength)] // one less
    [InlineData(8, "81", RtsFault.FragLength)] // one more
    [InlineData(8, "8001", RtsFault.FragLength)]
    [InlineData(10, "01", RtsFault.AuthLength)]
    [InlineData(11, "01", RtsFault.AuthLength)]
    [InlineData(12, "01", RtsFault.CallId)]
    [InlineData(15, "80", RtsFault.CallId)]
    [InlineData(16, "18", RtsFault.UnknownShape)] // RTS_FLAG_OUT_CHANNEL as well
    [InlineData(17, "01", RtsFault.UnknownShape)] // a flag nobody defined
    [InlineData(18, "06", RtsFault.NumberOfCommands)]
    [InlineData(18, "08", RtsFault.NumberOfCommands)]
    [InlineData(18, "ffff", RtsFault.NumberOfCommands)]
    [InlineData(20, "0f", RtsFault.CommandType)]
    [InlineData(23, "01", RtsFault.CommandType)] // all four bytes count
    [InlineData(28, "0c", RtsFault.UnknownShape)] // an AssociationGroupId, as long as a Cookie
    [InlineData(72, "ff1f0000", RtsFault.CommandRange)]
    [InlineData(80, "bfd40100", RtsFault.CommandRange)]
    [InlineData(108, "02", RtsFault.CommandRange)] // neither IPv4 nor IPv6
    [InlineData(108, "01", RtsFault.CommandTruncated)] // IPv6 needs twelve bytes more
    [InlineData(104, "0d", RtsFault.NumberOfCommands)] // a Destination leaves bytes behind
    public void A_single_wrong_field_is_named(int offset, string bytes, RtsFault expected)
    {
        byte[] pdu = TestKit.Vectors.Load("CONN_B2");
        Hex.Parse(bytes).CopyTo(pdu, offset);
        AssertFault(expected, pdu);
    }

    [Fact]
    public void A_PDU_cut_anywhere_is_no_PDU()
    {
        byte[] pdu = TestKit.Vectors.Load("CONN_B2");
        for (int length = 0; length < pdu.Length; length++)
        {
            AssertFault(length < RtsPdu.HeaderLength ? RtsFault.TooShort : RtsFault.FragLength, pdu[..length]);
        }
    }

    // [rpch 2.2.3.6/1, 2.2.3.6.2/1-4]
    [Fact]
    public void A_PDU_that_admits_to_be_cut_ends_inside_or_between_commands()
    {
        byte[] pdu = TestKit.Vectors.Load("CONN_B2");
        int[] betweenCommands = [20, 28, 48, 68, 76, 84, 104];
        for (int length = RtsPdu.HeaderLength; length < pdu.Length; length++)
        {
            byte[] cut = pdu[..length];
            BinaryPrimitives.WriteUInt16LittleEndian(cut.AsSpan(8), (ushort)length);
            AssertFault(betweenCommands.Contains(length) ? RtsFault.NumberOfCommands : RtsFault.CommandTruncated, cut);
        }
    }

    // [rpch 2.2.3.5.1/2, 2.2.3.5.3/3, 2.2.3.5.5/2, 2.2.3.5.14/3]
    [Theory]
    [InlineData("00000000 00200000", RtsFault.None)] // 8 KiB
    [InlineData("00000000 ff1f0000", RtsFault.CommandRange)]
    [InlineData("00000000 00000400", RtsFault.None)] // 256 KiB
    [InlineData("00000000 01000400", RtsFault.CommandRange)]
    [InlineData("02000000 c0d40100", RtsFault.None)] // 120 000
    [InlineData("02000000 bfd40100", RtsFault.CommandRange)]
    [InlineData("02000000 00badb00", RtsFault.None)] // 14 400 000
    [InlineData("02000000 01badb00", RtsFault.CommandRange)]
    [InlineData("0d000000 03000000", RtsFault.None)]
    [InlineData("0d000000 04000000", RtsFault.CommandRange)]
    [InlineData("04000000 ffff0100", RtsFault.CommandRange)] // lifetime: alone in no PDU, but judged before its shape is
    [InlineData("04000000 01000080", RtsFault.CommandRange)]
    [InlineData("04000000 00000080", RtsFault.UnknownShape)]
    [InlineData("07000000", RtsFault.None)]
    [InlineData("0a000000", RtsFault.None)]
    [InlineData("08000000 00000000", RtsFault.UnknownShape)] // padding alone needs RTS_FLAG_PING
    public void A_command_is_judged_by_the_range_of_its_section(string command, RtsFault expected) =>
        AssertFault(expected, Pdu(RtsFlags.None, 1, Hex.Parse(command)));

    // [rpch 2.2.3.5.6/2]
    [Theory]
    [InlineData("05000000 00000000", RtsFault.None)]
    [InlineData("05000000 60ea0000", RtsFault.None)] // 60 000
    [InlineData("05000000 5fea0000", RtsFault.CommandRange)]
    [InlineData("05000000 01000000", RtsFault.CommandRange)]
    [InlineData("05000000 ffffffff", RtsFault.None)]
    [InlineData("0e000000 ffffffff", RtsFault.None)] // the receiver's own bound, 2.2.3.5.15
    public void A_command_outside_a_sequence_is_judged_likewise(string command, RtsFault expected) =>
        AssertFault(expected, Pdu(RtsFlags.OtherCmd, 1, Hex.Parse(command)));

    // [rpch 2.2.3.5.9/2]
    [Theory]
    [InlineData(0u, 0, RtsFault.None)]
    [InlineData(3u, 3, RtsFault.None)] // no alignment is asked for
    [InlineData(65_507u, 65_507, RtsFault.None)] // frag_length 65 535
    [InlineData(4u, 3, RtsFault.CommandTruncated)]
    [InlineData(3u, 4, RtsFault.NumberOfCommands)]
    [InlineData(0xFFFFu, 3, RtsFault.CommandTruncated)]
    [InlineData(0x1_0000u, 3, RtsFault.CommandRange)]
    [InlineData(0xFFFF_FFFFu, 3, RtsFault.CommandRange)]
    public void Padding_is_as_long_as_it_says(uint conformanceCount, int there, RtsFault expected)
    {
        var command = new byte[8 + there];
        command[0] = 0x08;
        BinaryPrimitives.WriteUInt32LittleEndian(command.AsSpan(4), conformanceCount);
        AssertFault(expected, Pdu(RtsFlags.Ping, 1, command));
    }

    // [rpch 2.2.3.2.1/3, 2.2.3.5.7/3, 2.2.3.5.9/3]
    [Fact]
    public void What_receivers_ignore_may_hold_anything()
    {
        byte[] pdu = TestKit.Vectors.Load("CONN_B2");
        pdu[24] = 0xFF; // Version
        pdu.AsSpan(116).Fill(0xFF); // padding behind the address
        Assert.Equal(RtsFault.None, RtsPduReader.Read(pdu, out RtsPdu? read));
        Assert.Equal(Sample.IPv4, read!.ClientAddress);

        byte[] padded = TestKit.Vectors.Load("OUT_R2_C1_Padding");
        padded.AsSpan(28).Fill(0xFF);
        Assert.Equal(RtsFault.None, RtsPduReader.Read(padded, out _));
    }

    // [rpch 2.2.3.2.2/3]
    [Fact]
    public void A_mapped_address_is_read_as_IPv4_and_passed_on_as_it_came()
    {
        byte[] pdu = TestKit.Vectors.Load("CONN_B2_IPv6");
        Hex.Parse("00000000000000000000ffff 0a010203").CopyTo(pdu, 112);

        Assert.Equal(RtsFault.None, RtsPduReader.Read(pdu, out RtsPdu? read));
        Assert.Equal(Sample.IPv4, read!.ClientAddress);
        Assert.Equal(pdu, read.ToArray());
    }

    [Fact]
    public void More_commands_than_any_PDU_has_are_refused_unread()
    {
        byte[] commands = [.. Enumerable.Repeat<byte[]>([0x07, 0, 0, 0], 16_000).SelectMany(empty => empty)];
        AssertFault(RtsFault.UnknownShape, Pdu(RtsFlags.None, 16_000, commands));
    }

    [Theory]
    [InlineData(RtsFlags.None, "07000000 07000000", 2)]
    [InlineData(RtsFlags.Eof, "09000000", 1)]
    [InlineData(RtsFlags.None, "", 0)]
    public void Well_formed_commands_that_no_section_combines_have_no_shape(RtsFlags flags, string commands, ushort count) =>
        AssertFault(RtsFault.UnknownShape, Pdu(flags, count, Hex.Parse(commands)));

    private static void AssertFault(RtsFault expected, byte[] pdu)
    {
        Assert.Equal(expected, RtsPduReader.Read(pdu, out RtsPdu? result));
        Assert.Equal(expected == RtsFault.None, result is not null);
    }

    private static byte[] Pdu(RtsFlags flags, ushort count, byte[] commands)
    {
        byte[] pdu = [.. Hex.Parse("05 00 14 03 10000000 0000 0000 00000000 0000 0000"), .. commands];
        BinaryPrimitives.WriteUInt16LittleEndian(pdu.AsSpan(8), (ushort)pdu.Length);
        BinaryPrimitives.WriteUInt16LittleEndian(pdu.AsSpan(16), (ushort)flags);
        BinaryPrimitives.WriteUInt16LittleEndian(pdu.AsSpan(18), count);
        return pdu;
    }
}
