using System.Buffers;

namespace RpcHttpProxy.Services.Tests;

public class GoldenPduTests
{
    [Fact]
    public void The_server_answers_impackets_bind_request_and_alter_context_octet_for_octet()
    {
        using var association = new RpcServerAssociation(new RpcService(RpcService.Echo().Interfaces) { SecondaryAddress = "1234" }, 17);
        Assert.Equal(GoldenPdus.BindAck, Answer(association, GoldenPdus.Bind));
        Assert.Equal(GoldenPdus.Response, Answer(association, GoldenPdus.Request));
        Assert.Equal(GoldenPdus.Fault, Answer(association, Pdu.With(GoldenPdus.Request, 22, 99)));
        Assert.Equal(GoldenPdus.AlterContextResponse, Answer(association, GoldenPdus.AlterContext));
    }

    [Fact]
    public void The_server_answers_a_bind_with_a_verifier_by_the_golden_bind_nak()
    {
        using var server = new TestServer();
        Assert.Equal(GoldenPdus.BindNak, Assert.Single(server.Send(Pdu.WithVerifier(GoldenPdus.Bind))));
        Assert.Equal(RpcVerdict.BindRejected, server.Verdict);
    }

    [Fact]
    public void The_server_accepts_ndr_rejects_ndr64_and_negotiates_features_in_one_bind()
    {
        using var server = new TestServer();
        Assert.Equal(GoldenPdus.BindAckWithNdr64AndFeatures, Assert.Single(server.Send(GoldenPdus.BindWithNdr64AndFeatures)));
    }

    [Fact]
    public void The_client_writes_the_bind_request_and_alter_context_that_impacket_writes()
    {
        using var client = new RpcClientAssociation(maxFragment: 4280);
        Assert.Equal(GoldenPdus.Bind, Pdu.Written(output => client.WriteBind(EchoInterface.Syntax, output)));
        Assert.Equal(RpcClientEvent.Bound, client.Receive(GoldenPdus.BindAck));

        client.StartRequest(0, new MemoryStub(Pdu.UInt32s(41)));
        Assert.Equal(GoldenPdus.Request, Pdu.Written(output => client.WriteNextFragment(output)));
        Assert.Equal(RpcClientEvent.Response, client.Receive(GoldenPdus.Response));
        Assert.Equal(Pdu.UInt32s(42), client.Response.ToArray());

        byte[] inOurGroup = Pdu.With(GoldenPdus.AlterContext, 20, 17);    // impacket names no group in an alter_context
        Assert.Equal(inOurGroup, Pdu.Written(output => client.WriteBind(ManagementInterface.Syntax, output)));
        Assert.Equal(RpcClientEvent.Bound, client.Receive(GoldenPdus.AlterContextResponse));
    }

    [Fact]
    public void The_client_reads_the_golden_fault_and_bind_nak()
    {
        using var client = new RpcClientAssociation();
        client.WriteBind(EchoInterface.Syntax, new ArrayBufferWriter<byte>());
        Assert.Equal(RpcClientEvent.BindRejected, client.Receive(GoldenPdus.BindNak));
        Assert.Equal("bind_nak: authentication_type_not_recognized", client.Rejection);

        using var bound = new RpcClientAssociation();
        bound.WriteBind(EchoInterface.Syntax, new ArrayBufferWriter<byte>());
        bound.Receive(GoldenPdus.BindAck);
        bound.StartRequest(99, MemoryStub.Empty);
        bound.WriteNextFragment(new ArrayBufferWriter<byte>());
        Assert.Equal(RpcClientEvent.Fault, bound.Receive(GoldenPdus.Fault));
        Assert.Equal(new RpcFault(RpcFaultStatus.nca_s_op_rng_error, DidNotExecute: true), bound.Fault);
        Assert.Equal("nca_s_op_rng_error", bound.Fault.Name);
    }

    [Theory]
    [MemberData(nameof(BindsAndAcks))]
    public void A_bind_or_ack_read_and_written_again_is_the_same(byte[] pdu)
    {
        Assert.True(RpcPduHeader.TryRead(pdu, out RpcPduHeader header));
        byte[] again = header.Type is RpcPduType.Bind or RpcPduType.AlterContext
            ? Pdu.Written(output => BindPdu.Read(header, pdu)!.Write(header.Type, output))
            : Pdu.Written(output => BindAckPdu.Read(header, pdu)!.Write(header.Type, output));
        Assert.Equal(pdu, again);
    }

    public static TheoryData<byte[]> BindsAndAcks => new(
        GoldenPdus.Bind, GoldenPdus.BindWithNdr64AndFeatures, GoldenPdus.AlterContext,
        GoldenPdus.BindAck, GoldenPdus.BindAckWithNdr64AndFeatures, GoldenPdus.AlterContextResponse);

    private static byte[] Answer(RpcServerAssociation association, byte[] pdu) => Pdu.Written(output =>
    {
        Assert.Equal(RpcVerdict.Continue, association.Receive(pdu, output));
        while (association.HasMoreReplies)
        {
            association.WriteNextReply(output);
        }
    });
}
