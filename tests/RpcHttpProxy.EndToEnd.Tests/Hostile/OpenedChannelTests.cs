using RpcHttpProxy.Core;
using RpcHttpProxy.EndToEnd.Tests.Kit;
using RpcHttpProxy.TestKit;

namespace RpcHttpProxy.EndToEnd.Tests.Hostile;

/// <summary>A client that behaved until its connection was open, and then no more.</summary>
[Trait(Category.Name, Category.Slow)]
public class OpenedChannelTests
{
    [Theory]
    [InlineData("garbage", CloseReason.MalformedPdu)]
    [InlineData("undersize frag_length", CloseReason.MalformedPdu)]
    [InlineData("frag_length 0", CloseReason.MalformedPdu)]
    [InlineData("an RTS PDU with flags that none has", CloseReason.MalformedRtsPdu)]
    [InlineData("an RTS PDU with a command too many", CloseReason.MalformedRtsPdu)]
    [InlineData("CONN/B1", CloseReason.UnexpectedPdu)]
    [InlineData("CONN/B3", CloseReason.UnexpectedPdu)]
    [InlineData("CONN/A1", CloseReason.UnexpectedPdu)]
    [InlineData("Echo", CloseReason.UnexpectedPdu)]
    public async Task Bytes_that_must_not_come_on_IN_end_the_connection_and_no_other(string bytes, CloseReason reason)
    {
        await using Neighbours there = await Neighbours.StartAsync();
        using RawConnection connection = await RawConnection.OpenAsync(there.Stack);

        await connection.In.SendAsync(Bytes.Named(bytes));

        await connection.In.ReadToEndAsync();
        await connection.Out.ReadToEndAsync();
        await there.AssertEndedAsync(stack => stack.Inbound, reason);
    }

    [Fact]
    public async Task An_IN_body_that_ends_in_the_middle_of_a_PDU_ends_the_connection_and_no_other()
    {
        await using Neighbours there = await Neighbours.StartAsync();
        using RawConnection connection = await RawConnection.OpenAsync(there.Stack);

        await connection.In.SendAsync(Bytes.Named("half a PDU"));
        connection.In.Finish();

        await connection.In.ReadToEndAsync();
        await connection.Out.ReadToEndAsync();
        await there.AssertEndedAsync(stack => stack.Inbound, CloseReason.TruncatedPdu);
    }

    [Fact]
    public async Task Bytes_behind_the_OUT_body_end_the_connection_and_no_other()
    {
        await using Neighbours there = await Neighbours.StartAsync();
        using RawConnection connection = await RawConnection.OpenAsync(there.Stack);

        await connection.Out.SendAsync("x");

        await connection.Out.ReadToEndAsync();
        await connection.In.ReadToEndAsync();
        await there.AssertEndedAsync(stack => stack.Outbound, CloseReason.BytesBehindBody);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_client_that_closes_one_channel_loses_the_other_one_in_order(bool closesIn)
    {
        await using Neighbours there = await Neighbours.StartAsync();
        using RawConnection connection = await RawConnection.OpenAsync(there.Stack);
        (RawPeer closed, RawPeer other) = closesIn ? (connection.In, connection.Out) : (connection.Out, connection.In);

        closed.Finish();

        Assert.Equal(("", PeerEnd.Fin), await closed.ReadToEndAsync());
        Assert.Equal(PeerEnd.Fin, (await other.ReadToEndAsync()).End);
        await there.AssertEndedAsync(stack => closesIn ? stack.Inbound : stack.Outbound, CloseReason.ClosedByClient);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_client_that_resets_one_channel_loses_the_other_one(bool resetsIn)
    {
        await using Neighbours there = await Neighbours.StartAsync();
        using RawConnection connection = await RawConnection.OpenAsync(there.Stack);
        (RawPeer reset, RawPeer other) = resetsIn ? (connection.In, connection.Out) : (connection.Out, connection.In);

        reset.Socket.Close(0);      // RST

        await other.ReadToEndAsync();
        await there.AssertEndedAsync(stack => resetsIn ? stack.Inbound : stack.Outbound, CloseReason.ConnectionError);
    }
}
