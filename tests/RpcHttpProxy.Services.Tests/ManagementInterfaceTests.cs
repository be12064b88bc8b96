namespace RpcHttpProxy.Services.Tests;

public class ManagementInterfaceTests
{
    private static readonly byte[] _bindManagement = [.. GoldenPdus.Bind[..32], .. GoldenPdus.AlterContext[32..]];

    [Fact]
    public void Inq_if_ids_lists_every_interface_of_the_echo_service()
    {
        byte[] stub = BoundToManagement().Call(0, []);
        Assert.Equal(GoldenPdus.InqIfIdsStub, stub);
        Assert.Equal([EchoInterface.Syntax, ManagementInterface.Syntax], ManagementStubs.ReadInterfaceIds(stub));
    }

    [Fact]
    public void Inq_stats_counts_calls_and_packets()
    {
        TestServer server = BoundToManagement();
        server.Call(2, [], callId: 2);
        // in: bind and two requests; out: bind_ack and a response
        Assert.Equal(Pdu.UInt32s(4, 4, 2, 0, 3, 2, 0), server.Call(1, Pdu.UInt32s(4), callId: 3));
    }

    [Theory]
    [InlineData(0u, 0)]
    [InlineData(2u, 2)]
    [InlineData(uint.MaxValue, 4)]
    public void Inq_stats_tells_as_many_values_as_asked_for_and_there_are(uint asked, int told)
    {
        byte[] stub = BoundToManagement().Call(1, Pdu.UInt32s(asked));
        Assert.Equal(8 + 4 * told + 4, stub.Length);
        Assert.Equal(Pdu.UInt32s((uint)told, (uint)told), stub[..8]);
    }

    [Fact]
    public void Inq_stats_without_a_count_does_not_decode() =>
        Assert.Equal(RpcFaultStatus.rpc_x_bad_stub_data, BoundToManagement().FaultOf(Pdu.Request(2, 1, [])));

    [Fact]
    public void The_server_is_listening()
    {
        byte[] stub = BoundToManagement().Call(2, []);
        Assert.Equal(Pdu.UInt32s(0, 1), stub);
        Assert.True(ManagementStubs.ReadIsListening(stub));
    }

    [Theory]
    [InlineData(3)]    // stop_server_listening
    [InlineData(4)]    // inq_princ_name
    [InlineData(5)]
    public void Other_operations_do_not_exist(ushort opnum) =>
        Assert.Equal(RpcFaultStatus.nca_s_op_rng_error, BoundToManagement().FaultOf(Pdu.Request(2, opnum, [])));

    [Theory]
    [InlineData("00000000 00000000", 0)]                                     // a null vector, status ok
    [InlineData("00000200 02000000 02000000 04000200 00000000", null)]       // cut
    [InlineData("00000200 01000000 02000000", null)]                         // max_count and count differ
    [InlineData("00000200 ffffffff ffffffff 04000200", null)]
    [InlineData("00000000 05000000", null)]                                  // status: an error
    [InlineData("", null)]
    public void An_answer_that_does_not_decode_is_none(string stub, int? count) =>
        Assert.Equal(count, ManagementStubs.ReadInterfaceIds(TestKit.Hex.Parse(stub))?.Count);

    private static TestServer BoundToManagement()
    {
        var server = new TestServer();
        server.Send(_bindManagement);
        return server;
    }
}
