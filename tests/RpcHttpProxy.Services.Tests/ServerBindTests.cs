using System.Buffers.Binary;

namespace RpcHttpProxy.Services.Tests;

public class ServerBindTests
{
    private const ushort ProviderRejection = 2;

    /// <summary>What the client offers (its max_xmit and max_recv) and what the server answers (its max_xmit and max_recv).</summary>
    [Theory]
    [InlineData(4280, 4280, 4280, 4280)]
    [InlineData(5840, 4280, 4280, 5840)]
    [InlineData(65535, 65535, 5840, 5840)]
    [InlineData(1432, 1432, 1432, 1432)]
    [InlineData(100, 0, 1432, 1432)]    // below MustRecvFragSize no one may go
    public void Fragment_sizes_are_the_smaller_of_both_sides_and_never_below_1432(
        ushort clientXmit, ushort clientRecv, ushort serverXmit, ushort serverRecv)
    {
        byte[] bind = [.. GoldenPdus.Bind];
        BinaryPrimitives.WriteUInt16LittleEndian(bind.AsSpan(16), clientXmit);
        BinaryPrimitives.WriteUInt16LittleEndian(bind.AsSpan(18), clientRecv);
        using var server = new TestServer();
        byte[] ack = Assert.Single(server.Send(bind));
        Assert.Equal(serverXmit, BinaryPrimitives.ReadUInt16LittleEndian(ack.AsSpan(16)));
        Assert.Equal(serverRecv, BinaryPrimitives.ReadUInt16LittleEndian(ack.AsSpan(18)));
    }

    [Theory]
    [InlineData(0u, TestServer.AssociationGroup)]
    [InlineData(0x1234u, 0x1234u)]
    public void A_client_without_a_group_gets_a_new_one_and_another_keeps_its_own(uint asked, uint given)
    {
        byte[] bind = [.. GoldenPdus.Bind];
        BinaryPrimitives.WriteUInt32LittleEndian(bind.AsSpan(20), asked);
        using var server = new TestServer();
        Assert.Equal(given, BinaryPrimitives.ReadUInt32LittleEndian(Assert.Single(server.Send(bind)).AsSpan(20)));
    }

    [Theory]
    [InlineData(32, 0xFF, 1)]    // another UUID: abstract_syntax_not_supported
    [InlineData(48, 2, 1)]       // major version 2
    [InlineData(50, 1, 1)]       // minor version 1: newer than ours
    [InlineData(52, 0xFF, 2)]    // another transfer syntax: proposed_transfer_syntaxes_not_supported
    [InlineData(68, 1, 2)]       // NDR version 1
    public void An_interface_or_syntax_not_served_is_a_provider_rejection(int offset, byte value, ushort reason)
    {
        using var server = new TestServer();
        byte[] ack = Assert.Single(server.Send(Pdu.With(GoldenPdus.Bind, offset, value)));
        Assert.Equal(RpcVerdict.Continue, server.Verdict);
        (ushort result, ushort why, byte[] syntax) = FirstResult(ack);
        Assert.Equal((ProviderRejection, reason), (result, why));
        Assert.Equal(new byte[20], syntax);
        Assert.Equal(RpcFaultStatus.nca_s_unk_if, server.FaultOf(GoldenPdus.Request));
        Assert.Equal(RpcVerdict.Continue, server.Verdict);
    }

    [Fact]
    public void Ndr_is_found_among_several_transfer_syntaxes_of_one_context()
    {
        byte[] twoSyntaxes = [.. GoldenPdus.Bind[..52], .. Guid.NewGuid().ToByteArray(), 1, 0, 0, 0, .. GoldenPdus.Bind[52..]];
        byte[] bind = Pdu.With(Pdu.With(twoSyntaxes, 30, 2), 8, (byte)twoSyntaxes.Length);
        using var server = new TestServer();
        Assert.Equal(0, FirstResult(Assert.Single(server.Send(bind))).Result);
    }

    [Fact]
    public void A_context_without_transfer_syntaxes_is_rejected()
    {
        byte[] bind = Pdu.With(Pdu.With(GoldenPdus.Bind[..52], 30, 0), 8, 52);
        using var server = new TestServer();
        (ushort result, ushort reason, _) = FirstResult(Assert.Single(server.Send(bind)));
        Assert.Equal((ProviderRejection, (ushort)2), (result, reason));
    }

    [Fact]
    public void Calls_go_to_the_interface_of_the_context_they_name()
    {
        using TestServer server = TestServer.Bound();
        Assert.Equal(15, Pdu.Type(Assert.Single(server.Send(GoldenPdus.AlterContext))));
        Assert.Equal(GoldenPdus.InqIfIdsStub, server.Call(0, [], callId: 4, context: 1));
        Assert.Equal(Pdu.UInt32s(8), server.Call(0, Pdu.UInt32s(7), callId: 5, context: 0));
    }

    [Fact]
    public void A_context_id_that_means_another_interface_is_not_given_away()
    {
        using TestServer server = TestServer.Bound();
        byte[] answer = Assert.Single(server.Send(Pdu.With(GoldenPdus.AlterContext, 28, 0)));
        (ushort result, ushort reason, _) = FirstResult(answer);
        Assert.Equal((ProviderRejection, (ushort)0), (result, reason));
        Assert.Equal(Pdu.UInt32s(8), server.Call(0, Pdu.UInt32s(7)));
    }

    [Fact]
    public void A_context_id_that_means_the_same_interface_is_accepted_again()
    {
        using TestServer server = TestServer.Bound();
        byte[] again = Pdu.With(GoldenPdus.Bind, 2, 14);
        Assert.Equal(0, FirstResult(Assert.Single(server.Send(again))).Result);
    }

    [Theory]
    [InlineData(24, 0)]     // no context
    [InlineData(24, 2)]     // two contexts announced, one there
    [InlineData(30, 200)]   // more transfer syntaxes announced than there are
    [InlineData(3, 1)]      // PFC_LAST_FRAG missing: a bind is never cut
    public void A_malformed_bind_gets_bind_nak_with_protocol_version_not_specified(int offset, byte value)
    {
        using var server = new TestServer();
        Assert.Equal(4, NakReason(server.Send(Pdu.With(GoldenPdus.Bind, offset, value))));
        Assert.Equal(RpcVerdict.BindRejected, server.Verdict);
    }

    [Fact]
    public void A_second_bind_gets_bind_nak()
    {
        using TestServer server = TestServer.Bound();
        Assert.Equal(0, NakReason(server.Send(GoldenPdus.Bind)));
        Assert.Equal(RpcVerdict.BindRejected, server.Verdict);
    }

    [Fact]
    public void Contexts_beyond_4000_for_each_interface_get_bind_nak_with_local_limit_exceeded()
    {
        var service = new RpcService([new EchoInterface()]);
        using TestServer server = TestServer.Bound(service);
        List<byte[]> replies = [];
        int accepted = 1;
        while (server.Verdict == RpcVerdict.Continue && accepted < 10_000)
        {
            var proposals = Enumerable.Range(accepted, 100)
                .Select(id => new PresentationContext((ushort)id, EchoInterface.Syntax, [RpcSyntaxId.Ndr]));
            var alter = new BindPdu(1, PfcFlags.Whole, 5840, 5840, 0, [.. proposals]);
            replies = server.Send(Pdu.Written(output => alter.Write(RpcPduType.AlterContext, output)));
            accepted += 100;
        }

        Assert.Equal(2, NakReason(replies));
        Assert.Equal(4001, accepted);    // 3 901 were in when the next hundred did not fit
    }

    [Fact]
    public void Rpc_version_4_gets_bind_nak_that_names_version_5()
    {
        using var server = new TestServer();
        byte[] nak = Assert.Single(server.Send(Pdu.With(GoldenPdus.Bind, 0, 4)));
        Assert.Equal(4, NakReason([nak]));
        Assert.Equal([1, 5, 0], nak[18..21]);
        Assert.Equal(RpcVerdict.UnsupportedVersion, server.Verdict);
    }

    [Fact]
    public void A_big_endian_bind_gets_bind_nak_with_its_own_call_id()
    {
        using var server = new TestServer();
        byte[] nak = Assert.Single(server.Send(Pdu.BigEndian(GoldenPdus.Bind)));
        Assert.Equal(0, NakReason([nak]));
        Assert.Equal(1u, Pdu.CallId(nak));
        Assert.Equal(RpcVerdict.UnsupportedDataRepresentation, server.Verdict);
    }

    [Fact]
    public void A_big_endian_request_gets_a_fault_with_its_own_call_id()
    {
        using TestServer server = TestServer.Bound();
        byte[] fault = Assert.Single(server.Send(Pdu.BigEndian(GoldenPdus.Request)));
        Assert.Equal((uint)RpcFaultStatus.nca_s_proto_error, Pdu.FaultStatus(fault));
        Assert.Equal(2u, Pdu.CallId(fault));
        Assert.Equal(RpcVerdict.UnsupportedDataRepresentation, server.Verdict);
    }

    [Fact]
    public void An_alter_context_with_a_verifier_faults_and_the_connection_goes_on()
    {
        using TestServer server = TestServer.Bound();
        Assert.Equal(RpcFaultStatus.authentication_type_not_recognized, server.FaultOf(Pdu.WithVerifier(GoldenPdus.AlterContext)));
        Assert.Equal(RpcVerdict.Continue, server.Verdict);
        Assert.Equal(Pdu.UInt32s(8), server.Call(0, Pdu.UInt32s(7)));
    }

    [Fact]
    public void An_alter_context_before_any_bind_is_a_protocol_error()
    {
        using var server = new TestServer();
        Assert.Equal(RpcFaultStatus.nca_s_proto_error, server.FaultOf(GoldenPdus.AlterContext));
        Assert.Equal(RpcVerdict.ProtocolError, server.Verdict);
    }

    private static int NakReason(List<byte[]> replies)
    {
        byte[] nak = Assert.Single(replies);
        Assert.Equal(13, Pdu.Type(nak));
        return BinaryPrimitives.ReadUInt16LittleEndian(nak.AsSpan(16));
    }

    /// <summary>The first result of an ack with an empty secondary address: it stands at octet 32.</summary>
    private static (ushort Result, ushort Reason, byte[] Syntax) FirstResult(byte[] ack) => (
        BinaryPrimitives.ReadUInt16LittleEndian(ack.AsSpan(32)), BinaryPrimitives.ReadUInt16LittleEndian(ack.AsSpan(34)), ack[36..56]);
}
