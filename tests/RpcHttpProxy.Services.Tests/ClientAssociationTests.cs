using System.Buffers;

namespace RpcHttpProxy.Services.Tests;

public class ClientAssociationTests
{
    private readonly ArrayBufferWriter<byte> _sent = new();

    [Theory]
    [InlineData(1432, 1400, 1)]       // with its two counts exactly one fragment: 1 408 octets of stub
    [InlineData(1432, 1401, 2)]
    [InlineData(1432, 100_000, 72)]
    [InlineData(4280, 100_000, 24)]
    [InlineData(65_535, 100_000, 18)]    // the client takes no more than 5 840
    public void A_long_request_is_cut_to_the_size_both_sides_take(int serverMaxFragment, int length, int count)
    {
        using var server = new TestServer(new RpcService([new EchoInterface()]) { MaxFragment = serverMaxFragment });
        using var client = new RpcClientAssociation(maxFragment: 5840);
        client.WriteBind(EchoInterface.Syntax, _sent);
        client.Receive(Assert.Single(server.Send(_sent.WrittenSpan.ToArray())));

        byte[] octets = Pdu.Counting(length);
        client.StartRequest(1, EchoStubs.Array(octets));
        _sent.ResetWrittenCount();
        while (client.HasMoreFragments)
        {
            client.WriteNextFragment(_sent);
        }

        List<byte[]> fragments = Pdu.Split(_sent.WrittenSpan);
        Assert.All(fragments, fragment => Assert.InRange(fragment.Length, 25, Math.Min(serverMaxFragment, 5840)));
        List<byte[]> replies = [.. fragments.SelectMany(server.Send)];

        Assert.Equal(count, fragments.Count);
        Assert.All(replies[..^1], reply => Assert.Equal(RpcClientEvent.NeedMore, client.Receive(reply)));
        Assert.Equal(RpcClientEvent.Response, client.Receive(replies[^1]));
        Assert.Equal(octets, EchoStubs.ReadArray(client.Response)!.Value.ToArray());
    }

    [Fact]
    public void A_rejected_interface_is_told_with_its_reason_and_the_next_may_be_bound()
    {
        using var server = new TestServer();
        using var client = new RpcClientAssociation();
        Assert.Equal(RpcClientEvent.BindRejected, Bind(client, server, new RpcSyntaxId(Guid.NewGuid(), 1, 0)));
        Assert.Equal("provider_rejection: abstract_syntax_not_supported", client.Rejection);
        Assert.Equal(RpcClientEvent.Bound, Bind(client, server, EchoInterface.Syntax));
    }

    [Fact]
    public void A_fault_that_comes_early_ends_the_call_and_its_fragments()
    {
        RpcClientAssociation client = Bound();
        client.StartRequest(2, EchoStubs.Array(new byte[100_000]));
        client.WriteNextFragment(_sent);
        Assert.Equal(RpcClientEvent.Fault, client.Receive(Pdu.Of(3, callId: 2, Pdu.Whole, [.. Pdu.UInt32s(0, 0, 5, 0)])));
        Assert.Equal(new RpcFault(RpcFaultStatus.rpc_s_access_denied, DidNotExecute: false), client.Fault);
        Assert.False(client.HasMoreFragments);
        client.StartRequest(0, MemoryStub.Empty);
    }

    [Theory]
    [InlineData(0x1234_5678u, "0x12345678")]
    [InlineData(0x1C01_0003u, "nca_s_unk_if")]
    [InlineData(0x0000_06F7u, "rpc_x_bad_stub_data")]
    public void A_fault_has_the_specifications_name_or_its_digits(uint status, string name) =>
        Assert.Equal(name, new RpcFault((RpcFaultStatus)status, false).Name);

    public static TheoryData<string, byte[]> WrongAnswers => new()
    {
        { "of another call", Pdu.With(GoldenPdus.Response, 12, 9) },
        { "a middle fragment first", Pdu.With(GoldenPdus.Response, 3, 0) },
        { "cut before the stub", Pdu.With(GoldenPdus.Response[..23], 8, 23) },
        { "big-endian", Pdu.BigEndian(GoldenPdus.Response) },
        { "version 4", Pdu.With(GoldenPdus.Response, 0, 4) },
        { "a wrong frag_length", Pdu.With(GoldenPdus.Response, 8, 27) },
        { "a bind_ack", GoldenPdus.BindAck },
        { "an alter_context_resp", GoldenPdus.AlterContextResponse },
        { "a request", GoldenPdus.Request },
        { "a fault of another call", Pdu.With(GoldenPdus.Fault, 12, 9) },
        { "a fault without status", Pdu.With(GoldenPdus.Fault[..24], 8, 24) },
        { "nothing", [] },
    };

    [Theory]
    [MemberData(nameof(WrongAnswers))]
    public void What_is_no_answer_to_the_call_is_a_protocol_error(string what, byte[] pdu)
    {
        RpcClientAssociation client = Bound();
        client.StartRequest(0, new MemoryStub(Pdu.UInt32s(41)));
        client.WriteNextFragment(_sent);
        Assert.True(client.Receive(pdu) == RpcClientEvent.ProtocolError, what);
    }

    [Fact]
    public void A_response_longer_than_the_limit_is_a_protocol_error()
    {
        using var client = new RpcClientAssociation(maxResponseStub: 3);
        client.WriteBind(EchoInterface.Syntax, _sent);
        client.Receive(GoldenPdus.BindAck);
        client.StartRequest(0, new MemoryStub(Pdu.UInt32s(41)));
        client.WriteNextFragment(_sent);
        Assert.Equal(RpcClientEvent.ProtocolError, client.Receive(GoldenPdus.Response));
    }

    [Fact]
    public void A_response_nobody_asked_for_is_a_protocol_error() =>
        Assert.Equal(RpcClientEvent.ProtocolError, Bound().Receive(GoldenPdus.Response));

    [Fact]
    public void A_shutdown_is_told() => Assert.Equal(RpcClientEvent.Shutdown, Bound().Receive(Pdu.Of(17, callId: 0)));

    [Fact]
    public void A_call_waits_for_a_bind_and_for_the_call_before_it()
    {
        using var client = new RpcClientAssociation();
        Assert.Throws<InvalidOperationException>(() => client.StartRequest(0, MemoryStub.Empty));
        client.WriteBind(EchoInterface.Syntax, _sent);
        Assert.Throws<InvalidOperationException>(() => client.StartRequest(0, MemoryStub.Empty));
        client.Receive(GoldenPdus.BindAck);
        client.StartRequest(0, MemoryStub.Empty);
        Assert.Throws<InvalidOperationException>(() => client.StartRequest(0, MemoryStub.Empty));
    }

    private RpcClientAssociation Bound()
    {
        var client = new RpcClientAssociation();
        client.WriteBind(EchoInterface.Syntax, _sent);
        Assert.Equal(RpcClientEvent.Bound, client.Receive(GoldenPdus.BindAck));
        return client;
    }

    private static RpcClientEvent Bind(RpcClientAssociation client, TestServer server, RpcSyntaxId syntax) =>
        client.Receive(Assert.Single(server.Send(Pdu.Written(output => client.WriteBind(syntax, output)))));
}
