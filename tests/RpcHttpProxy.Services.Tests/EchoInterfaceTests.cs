namespace RpcHttpProxy.Services.Tests;

public class EchoInterfaceTests
{
    private readonly EchoInterface _echo = new();

    [Theory]
    [InlineData(0u, 1u)]
    [InlineData(41u, 42u)]
    [InlineData(uint.MaxValue, 0u)]
    public void AddOne_adds_one_and_wraps(uint value, uint sum) => Assert.Equal(Pdu.UInt32s(sum), Result(0, Pdu.UInt32s(value)));

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(60_000)]
    public void EchoData_gives_the_octets_back_behind_their_count(int length)
    {
        byte[] octets = Pdu.Counting(length);
        Assert.Equal([.. Pdu.UInt32s((uint)length), .. octets], Result(1, Pdu.ArrayRequest(octets)));
    }

    [Fact]
    public void EchoData_ignores_what_is_behind_the_array() =>
        Assert.Equal([.. Pdu.UInt32s(1), 9], Result(1, [.. Pdu.ArrayRequest([9]), 0, 0, 0]));

    [Fact]
    public void SinkData_gives_nothing_back() => Assert.Empty(Result(2, Pdu.ArrayRequest(Pdu.Counting(1000))));

    [Theory]
    [InlineData(0)]
    [InlineData(5)]
    [InlineData(10_000)]
    public void SourceData_counts_from_0(int length) =>
        Assert.Equal([.. Pdu.UInt32s((uint)length), .. Pdu.Counting(length)], Result(3, Pdu.UInt32s((uint)length)));

    [Fact]
    public void SourceData_can_be_taken_in_pieces_of_any_size()
    {
        IRpcStub stub = _echo.Invoke(3, Pdu.UInt32s(10_000)).Stub!;
        byte[] whole = Copy(stub, stub.Length);
        foreach (int size in new[] { 1, 3, 7, 255, 256, 257, 4095, 4096, 4097 })
        {
            Assert.Equal(whole, Copy(stub, size));
        }
    }

    [Theory]
    [InlineData(0, "")]
    [InlineData(0, "010203")]
    [InlineData(1, "")]
    [InlineData(1, "00000000 000000")]              // no room for max_count
    [InlineData(1, "02000000 01000000 0909")]       // len and max_count differ
    [InlineData(1, "02000000 02000000 09")]         // an octet is missing
    [InlineData(2, "ffffff00 ffffff00 09")]
    [InlineData(3, "010203")]
    public void A_stub_that_does_not_decode_is_refused(ushort opnum, string stub) =>
        Assert.Equal(RpcFaultStatus.rpc_x_bad_stub_data, _echo.Invoke(opnum, TestKit.Hex.Parse(stub)).Fault);

    [Theory]
    [InlineData(1, "01000001 01000001")]
    [InlineData(2, "ffffffff ffffffff")]
    [InlineData(3, "01000001")]
    public void More_than_16_MiB_is_refused(ushort opnum, string stub) =>
        Assert.Equal(RpcFaultStatus.nca_s_fault_invalid_bound, _echo.Invoke(opnum, TestKit.Hex.Parse(stub)).Fault);

    [Theory]
    [InlineData(4)]
    [InlineData(ushort.MaxValue)]
    public void Other_operations_do_not_exist(ushort opnum) =>
        Assert.Equal(RpcFaultStatus.nca_s_op_rng_error, _echo.Invoke(opnum, default).Fault);

    private byte[] Result(ushort opnum, byte[] stub)
    {
        RpcReply reply = _echo.Invoke(opnum, stub);
        Assert.Equal(RpcFaultStatus.None, reply.Fault);
        return Copy(reply.Stub!, 4096);
    }

    private static byte[] Copy(IRpcStub stub, int size)
    {
        var copy = new byte[stub.Length];
        for (int at = 0; at < copy.Length; at += size)
        {
            stub.CopyTo(at, copy.AsSpan(at, Math.Min(size, copy.Length - at)));
        }

        return copy;
    }
}
