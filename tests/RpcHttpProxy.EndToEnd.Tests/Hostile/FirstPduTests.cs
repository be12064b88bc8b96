using RpcHttpProxy.Core;
using RpcHttpProxy.EndToEnd.Tests.Kit;
using RpcHttpProxy.Protocol;
using RpcHttpProxy.TestKit;

namespace RpcHttpProxy.EndToEnd.Tests.Hostile;

/// <summary>Channels whose first PDU is none that begins one, or names a connection that has no use for them.</summary>
[Trait(Category.Name, Category.Slow)]
public class FirstPduTests
{
    [Theory]
    [InlineData("garbage", CloseReason.MalformedPdu)]
    [InlineData("undersize frag_length", CloseReason.MalformedPdu)]
    [InlineData("a whole RPC PDU", CloseReason.FirstPduUnexpected)]
    [InlineData("an RTS PDU with flags that none has", CloseReason.MalformedRtsPdu)]
    [InlineData("CONN/A1", CloseReason.FirstPduUnexpected)]
    [InlineData("CONN/B3", CloseReason.FirstPduUnexpected)]
    public async Task An_IN_channel_that_begins_with_something_else_is_refused(string bytes, CloseReason reason)
    {
        await using Neighbours there = await Neighbours.StartAsync();
        using RawPeer peer = await RawPeer.InAsync(there.Stack.InboundEndPoint, there.Stack.Server);

        await peer.SendAsync(Bytes.Named(bytes));

        await peer.ReadToEndAsync();
        await there.AssertRefusedAsync(stack => stack.Inbound, reason);
    }

    [Theory]
    [InlineData("undersize frag_length", CloseReason.MalformedPdu)]
    [InlineData("a whole RPC PDU", CloseReason.FirstPduUnexpected)]
    [InlineData("CONN/A3", CloseReason.FirstPduUnexpected)]
    [InlineData("CONN/C1", CloseReason.FirstPduUnexpected)]
    public async Task An_OUT_channel_that_begins_with_something_else_is_refused(string bytes, CloseReason reason)
    {
        await using Neighbours there = await Neighbours.StartAsync();
        using RawPeer peer = await RawPeer.OutAsync(there.Stack.OutboundEndPoint, there.Stack.Server);

        await peer.SendAsync(Bytes.Named(bytes));

        await peer.ReadToEndAsync();
        await there.AssertRefusedAsync(stack => stack.Outbound, reason);
    }

    [Theory]
    [InlineData("garbage", CloseReason.MalformedPdu)]
    [InlineData("frag_length 0", CloseReason.MalformedPdu)]
    [InlineData("a whole RPC PDU", CloseReason.FirstPduUnexpected)]
    [InlineData("an RTS PDU with a command too many", CloseReason.MalformedRtsPdu)]
    [InlineData("CONN/A1", CloseReason.FirstPduUnexpected)]
    [InlineData("CONN/B1", CloseReason.FirstPduUnexpected)]
    public async Task A_connection_to_the_server_that_begins_with_something_else_is_refused(string bytes, CloseReason reason)
    {
        await using Neighbours there = await Neighbours.StartAsync();
        using RawPeer peer = await RawPeer.ConnectAsync(there.Stack.ServerEndPoint);

        await peer.SendAsync(Bytes.Named(bytes));

        Assert.StartsWith("ncacn_http/1.0", (await peer.ReadToEndAsync()).Text, StringComparison.Ordinal);
        await there.AssertRefusedAsync(stack => stack.ServerRole, reason);
    }

    [Fact]
    public async Task An_inbound_proxy_lets_no_other_channel_into_a_connection_that_has_its_channels()
    {
        await using Neighbours there = await Neighbours.StartAsync();
        using RawPeer incoming = await RawPeer.InAsync(there.Stack.InboundEndPoint, there.Stack.Server);

        await incoming.SendAsync(RawConnection.B1(there.Neighbour.Connection.Cookie));

        await incoming.ReadToEndAsync();
        await there.AssertRefusedAsync(stack => stack.Inbound, CloseReason.CookieTaken);
    }

    [Fact]
    public async Task An_outbound_proxy_lets_no_other_channel_into_a_connection_that_has_its_channels()
    {
        await using Neighbours there = await Neighbours.StartAsync();
        using RawPeer incoming = await RawPeer.OutAsync(there.Stack.OutboundEndPoint, there.Stack.Server);

        await incoming.SendAsync(RawConnection.A1(there.Neighbour.Connection.Cookie));

        await incoming.ReadToEndAsync();
        await there.AssertRefusedAsync(stack => stack.Outbound, CloseReason.CookieTaken);
    }

    [Theory]
    [InlineData(RtsPduKind.CONN_A2)]
    [InlineData(RtsPduKind.CONN_B2)]
    public async Task A_server_lets_no_other_channel_into_a_connection_that_has_its_channels(RtsPduKind kind)
    {
        await using Neighbours there = await Neighbours.StartAsync();
        using RawPeer incoming = await RawPeer.ConnectAsync(there.Stack.ServerEndPoint);
        RtsCookie cookie = there.Neighbour.Connection.Cookie;

        await incoming.SendAsync(kind == RtsPduKind.CONN_A2 ? RawConnection.A2(cookie) : RawConnection.B2(cookie));

        await incoming.ReadToEndAsync();
        await there.AssertRefusedAsync(stack => stack.ServerRole, CloseReason.CookieTaken);
    }
}
