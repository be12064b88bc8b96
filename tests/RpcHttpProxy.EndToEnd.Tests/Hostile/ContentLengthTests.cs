using RpcHttpProxy.Core;
using RpcHttpProxy.EndToEnd.Tests.Kit;
using RpcHttpProxy.Protocol;
using RpcHttpProxy.TestKit;

namespace RpcHttpProxy.EndToEnd.Tests.Hostile;

/// <summary>Channels whose body is longer or shorter than they said.</summary>
[Trait(Category.Name, Category.Slow)]
public class ContentLengthTests
{
    private const int Megabyte = 1 << 20;

    // The channel that breaks the rule may be gone before the connection has a server: then nobody tells the other one.
    private static readonly TimeSpan s_setupTimeout = TimeSpan.FromSeconds(1);

    [Theory]
    [InlineData(200)]           // CONN/B1 and 96 bytes of the RPC PDU behind it
    [InlineData(131_072)]       // the shortest lifetime there is
    public async Task An_IN_channel_ends_at_its_Content_Length_whatever_comes_behind(int contentLength)
    {
        await using Neighbours there = await Neighbours.StartAsync(setupTimeout: s_setupTimeout);
        using RawPeer @out = await RawPeer.OutAsync(there.Stack.OutboundEndPoint, there.Stack.Server);
        using RawPeer @in = await RawPeer.InAsync(there.Stack.InboundEndPoint, there.Stack.Server, contentLength);
        RtsCookie cookie = RtsCookie.CreateRandom();
        await @out.SendAsync(RawConnection.A1(cookie));
        await @in.SendAsync(RawConnection.B1(cookie));

        Task sending = SendUntilCutAsync(@in, Megabyte);

        await @in.ReadToEndAsync();
        await @out.ReadToEndAsync();
        await sending;
        await there.AssertOnlyTheNeighbourIsLeftAsync();
    }

    [Theory]
    [InlineData(40)]
    [InlineData(75)]
    public async Task An_OUT_channel_that_ends_before_its_first_PDU_does_is_refused(int length)
    {
        await using Neighbours there = await Neighbours.StartAsync(setupTimeout: s_setupTimeout);
        using RawPeer @out = await RawPeer.OutAsync(there.Stack.OutboundEndPoint, there.Stack.Server);

        await @out.SendAsync(RawConnection.A1(RtsCookie.CreateRandom()).ToArray().AsMemory(0, length));
        @out.Finish();

        // Kestrel closes a connection whose client has closed its half; whether the answer is out by then, nobody promises.
        Assert.Equal(PeerEnd.Fin, (await @out.ReadToEndAsync()).End);
        await there.AssertRefusedAsync(stack => stack.Outbound, CloseReason.TruncatedPdu);
    }

    [Fact]
    public async Task An_OUT_channel_with_a_body_longer_than_its_PDU_opens_when_it_sends_no_more()
    {
        await using Neighbours there = await Neighbours.StartAsync(setupTimeout: s_setupTimeout);
        using RawPeer @out = await RawPeer.OutAsync(there.Stack.OutboundEndPoint, there.Stack.Server, contentLength: Megabyte);
        using RawPeer @in = await RawPeer.InAsync(there.Stack.InboundEndPoint, there.Stack.Server);
        RtsCookie cookie = RtsCookie.CreateRandom();
        await @out.SendAsync(RawConnection.A1(cookie));
        await @in.SendAsync(RawConnection.B1(cookie));
        Assert.StartsWith("HTTP/1.1 200 ", await @out.ReadHeadAsync(), StringComparison.Ordinal);

        Task sending = SendUntilCutAsync(@out, Megabyte);

        await @out.ReadToEndAsync();
        await @in.ReadToEndAsync();
        await sending;
        await there.AssertOnlyTheNeighbourIsLeftAsync();
    }

    [Fact]
    public async Task A_megabyte_behind_the_OUT_body_and_then_RST_ends_the_connection_and_no_other()
    {
        await using Neighbours there = await Neighbours.StartAsync(setupTimeout: s_setupTimeout);
        using RawConnection connection = await RawConnection.OpenAsync(there.Stack);

        await SendUntilCutAsync(connection.Out, Megabyte);
        connection.Out.Reset();

        await connection.In.ReadToEndAsync();
        await there.AssertOnlyTheNeighbourIsLeftAsync();
        CloseReason reason = Assert.Single(there.Stack.Outbound.Ended).Key;
        Assert.True(reason is CloseReason.BytesBehindBody or CloseReason.ConnectionError, $"{reason}");     // whichever is seen first
    }

    private static async Task SendUntilCutAsync(RawPeer peer, int bytes)
    {
        try
        {
            await peer.SendAsync(new byte[bytes]);
        }
        catch (Exception e) when (e is System.Net.Sockets.SocketException or ObjectDisposedException)
        {
            // Cut off in the middle.
        }
    }
}
