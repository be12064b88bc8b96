using System.Buffers;
using System.Buffers.Binary;

namespace RpcHttpProxy.Services.Tests;

public class ServerCallTests
{
    [Fact]
    public void A_request_before_any_bind_is_a_protocol_error()
    {
        using var server = new TestServer();
        Assert.Equal(RpcFaultStatus.nca_s_proto_error, server.FaultOf(GoldenPdus.Request));
        Assert.Equal(RpcVerdict.ProtocolError, server.Verdict);
    }

    [Fact]
    public void An_unknown_context_faults_with_nca_s_unk_if_and_the_connection_goes_on()
    {
        using TestServer server = TestServer.Bound();
        Assert.Equal(RpcFaultStatus.nca_s_unk_if, server.FaultOf(Pdu.Request(2, 0, Pdu.UInt32s(1), context: 9)));
        Assert.Equal(RpcVerdict.Continue, server.Verdict);
        Assert.Equal(Pdu.UInt32s(2), server.Call(0, Pdu.UInt32s(1), callId: 3));
    }

    [Fact]
    public void An_unknown_operation_faults_with_nca_s_op_rng_error_and_was_not_executed()
    {
        using TestServer server = TestServer.Bound();
        byte[] fault = Assert.Single(server.Send(Pdu.Request(2, 4, [])));
        Assert.Equal((uint)RpcFaultStatus.nca_s_op_rng_error, Pdu.FaultStatus(fault));
        Assert.Equal(0x23, fault[3]);
        Assert.Equal(RpcVerdict.Continue, server.Verdict);
    }

    [Fact]
    public void A_stub_that_does_not_decode_faults_with_rpc_x_bad_stub_data()
    {
        using TestServer server = TestServer.Bound();
        Assert.Equal(RpcFaultStatus.rpc_x_bad_stub_data, server.FaultOf(Pdu.Request(2, 0, [1, 2, 3])));
        Assert.Equal(RpcVerdict.Continue, server.Verdict);
    }

    [Fact]
    public void A_request_with_a_verifier_faults_with_access_denied()
    {
        using TestServer server = TestServer.Bound();
        Assert.Equal(RpcFaultStatus.rpc_s_access_denied, server.FaultOf(Pdu.WithVerifier(GoldenPdus.Request)));
        Assert.Equal(Pdu.UInt32s(2), server.Call(0, Pdu.UInt32s(1), callId: 3));
    }

    [Fact]
    public void The_object_uuid_of_a_request_is_no_part_of_its_stub()
    {
        using TestServer server = TestServer.Bound();
        byte[] request = Pdu.Request(2, 0, [.. Guid.NewGuid().ToByteArray(), .. Pdu.UInt32s(uint.MaxValue)], flags: 0x83);
        Assert.Equal(Pdu.UInt32s(0), Assert.Single(server.Send(request))[24..]);
    }

    [Fact]
    public void A_request_too_short_for_its_object_uuid_is_a_protocol_error()
    {
        using TestServer server = TestServer.Bound();
        Assert.Equal(RpcFaultStatus.nca_s_proto_error, server.FaultOf(Pdu.Request(2, 0, new byte[15], flags: 0x83)));
        Assert.Equal(RpcVerdict.ProtocolError, server.Verdict);
    }

    [Fact]
    public void A_request_in_fragments_of_any_size_is_answered_once_and_whole()
    {
        byte[] octets = Pdu.Counting(300);
        byte[] stub = Pdu.ArrayRequest(octets);
        using TestServer server = TestServer.Bound();
        for (int size = 1; size <= stub.Length; size++)
        {
            List<byte[]> replies = [.. Pdu.Fragments((uint)size + 1, 1, stub, size).SelectMany(server.Send)];
            Assert.Equal(stub[4..], Assert.Single(replies)[24..]);
        }
    }

    [Theory]
    [InlineData(1432, 0)]
    [InlineData(1432, 1404)]      // with max_count exactly one fragment: 1 408 octets of stub
    [InlineData(1432, 1405)]      // one octet more
    [InlineData(1432, 100_000)]
    [InlineData(4280, 60_000)]
    [InlineData(5837, 60_000)]    // not a multiple of eight
    [InlineData(65535, 1_048_576)]
    public void A_long_response_comes_in_fragments_that_fit_the_peer(int maxFragment, int length)
    {
        var service = new RpcService([new EchoInterface()]) { MaxFragment = maxFragment };
        using var server = new TestServer(service);
        server.Send(Pdu.With(GoldenPdus.Bind, 16, 0xFF, 0xFF, 0xFF, 0xFF));
        List<byte[]> replies = server.Send(Pdu.Request(2, 3, Pdu.UInt32s((uint)length)));

        Assert.Equal([.. Pdu.UInt32s((uint)length), .. Pdu.Counting(length)], replies.SelectMany(reply => reply[24..]).ToArray());
        int remaining = 4 + length;
        for (int i = 0; i < replies.Count; i++)
        {
            byte[] reply = replies[i];
            int body = reply.Length - 24;
            bool isLast = i == replies.Count - 1;
            Assert.Equal((i == 0 ? Pdu.First : 0) | (isLast ? Pdu.Last : 0), reply[3]);
            Assert.InRange(reply.Length, 24, maxFragment);
            Assert.Equal((uint)remaining, BinaryPrimitives.ReadUInt32LittleEndian(reply.AsSpan(16)));
            if (!isLast)
            {
                Assert.Equal((maxFragment - 24) / 8 * 8, body);
            }

            remaining -= body;
        }
    }

    [Fact]
    public void A_fragment_of_another_call_in_the_middle_of_one_is_a_protocol_error()
    {
        using TestServer server = TestServer.Bound();
        Assert.Empty(server.Send(Pdu.Request(2, 1, new byte[8], Pdu.First)));
        Assert.Equal(RpcFaultStatus.nca_s_proto_error, server.FaultOf(Pdu.Request(3, 1, new byte[8], Pdu.Last)));
        Assert.Equal(RpcVerdict.ProtocolError, server.Verdict);
    }

    [Fact]
    public void A_second_first_fragment_in_the_middle_of_a_call_is_a_protocol_error()
    {
        using TestServer server = TestServer.Bound();
        Assert.Empty(server.Send(Pdu.Request(2, 1, new byte[8], Pdu.First)));
        Assert.Equal(RpcFaultStatus.nca_s_proto_error, server.FaultOf(Pdu.Request(3, 1, new byte[8])));
        Assert.Equal(RpcVerdict.ProtocolError, server.Verdict);
    }

    [Theory]
    [InlineData(500u, RpcVerdict.Continue)]
    [InlineData(351u, RpcVerdict.Continue)]         // 149 back
    [InlineData(350u, RpcVerdict.ProtocolError)]    // 150 back
    [InlineData(501u, RpcVerdict.ProtocolError)]    // ahead
    public void A_fragment_without_a_beginning_is_ignored_when_its_call_is_a_recent_one(uint callId, RpcVerdict verdict)
    {
        using TestServer server = TestServer.Bound();
        server.Call(0, Pdu.UInt32s(1), callId: 500);
        Assert.Equal(verdict == RpcVerdict.Continue ? 0 : 1, server.Send(Pdu.Request(callId, 0, new byte[4], Pdu.Last)).Count);
        Assert.Equal(verdict, server.Verdict);
    }

    [Fact]
    public void A_stub_beyond_the_limit_faults_at_once_and_the_rest_of_the_call_is_ignored()
    {
        var service = new RpcService([new EchoInterface()]) { MaxRequestStub = 1000 };
        using TestServer server = TestServer.Bound(service);
        byte[][] fragments = [.. Pdu.Fragments(2, 2, Pdu.ArrayRequest(new byte[2000]), 400)];
        Assert.Empty(server.Send(fragments[0]));
        Assert.Empty(server.Send(fragments[1]));
        Assert.Equal(RpcFaultStatus.rpc_s_access_denied, server.FaultOf(fragments[2]));
        foreach (byte[] rest in fragments[3..])
        {
            Assert.Empty(server.Send(rest));
        }

        Assert.Equal(RpcVerdict.Continue, server.Verdict);
        Assert.Equal(Pdu.UInt32s(2), server.Call(0, Pdu.UInt32s(1), callId: 3));
    }

    [Fact]
    public void A_stub_of_exactly_16_MiB_of_octets_is_taken_and_one_octet_more_is_not()
    {
        using TestServer server = TestServer.Bound();
        Assert.Equal([2], Sink(EchoInterface.MaxOctets, callId: 2));
        Assert.Equal([3], Sink(EchoInterface.MaxOctets + 1, callId: 3));

        byte[] Sink(int length, uint callId) =>
            [.. Pdu.Fragments(callId, 2, Pdu.ArrayRequest(new byte[length]), 65_000).SelectMany(server.Send).Select(Pdu.Type)];
    }

    [Fact]
    public void An_orphaned_call_is_forgotten_and_the_connection_goes_on()
    {
        using TestServer server = TestServer.Bound();
        Assert.Empty(server.Send(Pdu.Request(2, 1, new byte[8], Pdu.First)));
        Assert.Empty(server.Send(Pdu.Of(19, callId: 2)));
        Assert.Equal(Pdu.UInt32s(2), server.Call(0, Pdu.UInt32s(1), callId: 3));
    }

    [Fact]
    public void An_orphaned_of_another_call_changes_nothing()
    {
        using TestServer server = TestServer.Bound();
        Assert.Empty(server.Send(Pdu.Request(2, 0, Pdu.UInt32s(1), Pdu.First)));
        Assert.Empty(server.Send(Pdu.Of(19, callId: 1)));
        Assert.Equal(Pdu.UInt32s(2), Assert.Single(server.Send(Pdu.Request(2, 0, [], Pdu.Last)))[24..]);
    }

    [Theory]
    [InlineData(18)]    // co_cancel
    [InlineData(16)]    // rpc_auth_3
    public void Some_types_have_no_answer_and_change_nothing(byte type)
    {
        using TestServer server = TestServer.Bound();
        Assert.Empty(server.Send(Pdu.Of(type, callId: 2, Pdu.Whole, 0, 0, 0, 0)));
        Assert.Equal(RpcVerdict.Continue, server.Verdict);
        Assert.Equal(Pdu.UInt32s(2), server.Call(0, Pdu.UInt32s(1)));
    }

    [Theory]
    [InlineData(1)]     // ping: connectionless
    [InlineData(2)]     // response
    [InlineData(3)]     // fault
    [InlineData(12)]    // bind_ack
    [InlineData(13)]    // bind_nak
    [InlineData(15)]    // alter_context_resp
    [InlineData(17)]    // shutdown
    [InlineData(20)]    // RTS
    [InlineData(255)]
    public void What_no_client_sends_ends_the_connection(byte type)
    {
        using TestServer server = TestServer.Bound();
        Assert.Empty(server.Send(Pdu.Of(type, callId: 2)));
        Assert.Equal(RpcVerdict.UnexpectedPdu, server.Verdict);
    }

    [Theory]
    [InlineData(8, 27)]      // frag_length one less than the PDU
    [InlineData(8, 29)]
    [InlineData(10, 5)]      // auth_length reaches into the header
    [InlineData(11, 255)]    // auth_length beyond the PDU
    public void Lengths_that_contradict_the_pdu_end_the_connection(int offset, byte value)
    {
        using TestServer server = TestServer.Bound();
        Assert.Empty(server.Send(Pdu.With(GoldenPdus.Request, offset, value)));
        Assert.Equal(RpcVerdict.MalformedPdu, server.Verdict);
    }

    [Fact]
    public void A_response_that_is_a_slice_of_its_request_outlives_other_calls()
    {
        byte[] octets = Pdu.Counting(10_000);
        using var association = new RpcServerAssociation(RpcService.Echo(), 1);
        var output = new ArrayBufferWriter<byte>();
        association.Receive(GoldenPdus.Bind, output);
        foreach (byte[] fragment in Pdu.Fragments(2, 1, Pdu.ArrayRequest(octets), 4000))
        {
            association.Receive(fragment, output);
        }

        output.ResetWrittenCount();
        association.WriteNextReply(output);

        byte[] others = ArrayPool<byte>.Shared.Rent(16_384);    // what the call would get back had it given its memory away too early
        others.AsSpan().Fill(0xEE);
        while (association.HasMoreReplies)
        {
            association.WriteNextReply(output);
        }

        ArrayPool<byte>.Shared.Return(others);

        Assert.Equal(octets, Pdu.Split(output.WrittenSpan).SelectMany(reply => reply[24..]).Skip(4).ToArray());
    }

    [Fact]
    public void No_pdu_is_taken_while_a_response_waits()
    {
        using var association = new RpcServerAssociation(RpcService.Echo(), 1);
        var output = new ArrayBufferWriter<byte>();
        association.Receive(GoldenPdus.Bind, output);
        association.Receive(GoldenPdus.Request, output);
        Assert.True(association.HasMoreReplies);
        Assert.Throws<InvalidOperationException>(() => association.Receive(GoldenPdus.Request, output));
    }
}
