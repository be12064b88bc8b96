using RpcHttpProxy.EndToEnd.Tests.Kit;
using RpcHttpProxy.TestKit;

namespace RpcHttpProxy.EndToEnd.Tests.Hostile;

/// <summary>
/// Requests of which a front end could think that they end somewhere else than the proxy does. Behind each waits another one, an echo
/// request that would be answered with 200: it must never be taken for a request.
/// </summary>
[Trait(Category.Name, Category.Slow)]
public class SmugglingTests
{
    private const string In = "RPC_IN_DATA /rpc/rpcproxy.dll?127.0.0.1:1 HTTP/1.1\r\nHost: p\r\n";
    private const string Smuggled = "RPC_IN_DATA /rpc/rpcproxy.dll HTTP/1.1\r\nHost: smuggled\r\nContent-Length: 0\r\n\r\n";

    [Theory]
    [InlineData(In + "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n")]
    [InlineData(In + "Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n0\r\n\r\n")]
    [InlineData(In + "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n")]
    [InlineData(In + "Transfer-Encoding: identity\r\nContent-Length: 4\r\n\r\nbody")]
    [InlineData(In + "Transfer-Encoding: \tchunked\r\nContent-Length: 4\r\n\r\nbody")]
    [InlineData(In + "Transfer-Encoding: x, chunked\r\nContent-Length: 4\r\n\r\nbody")]
    [InlineData(In + "Transfer-Encoding : chunked\r\nContent-Length: 4\r\n\r\nbody")]
    [InlineData(In + " Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\nbody")]
    [InlineData(In + "Transfer-Encoding:\r\n chunked\r\nContent-Length: 4\r\n\r\nbody")]
    [InlineData(In + "Content-Length: 4\r\nContent-Length: 0\r\n\r\nbody")]
    [InlineData(In + "Content-Length: 4\r\ncontent-length: 4\r\n\r\nbody")]
    [InlineData(In + "Content-Length: 4, 4\r\n\r\nbody")]
    [InlineData(In + "Content-Length: -4\r\n\r\nbody")]
    [InlineData(In + "Content-Length: +4\r\n\r\nbody")]
    [InlineData(In + "Content-Length: -0\r\n\r\n")]
    [InlineData(In + "Content-Length: 4\v\r\n\r\nbody")]
    [InlineData(In + "Content-Length: 0x4\r\n\r\nbody")]
    [InlineData(In + "Content-Length: 4 0\r\n\r\nbody")]
    [InlineData(In + "Content-Length: 99999999999999999999\r\n\r\nbody")]
    [InlineData(In + "Content-Length:\r\n 4\r\n\r\nbody")]
    [InlineData(In + "Content-Length: 4\r\n X: folded\r\n\r\nbody")]
    [InlineData(In + "Content-Length : 4\r\n\r\nbody")]
    [InlineData(In + "Content-Length: 4\n\r\nbody")]
    [InlineData(In + "X: a\nContent-Length: 4\r\n\r\nbody")]
    [InlineData(In + "X: a\rContent-Length: 4\r\n\r\nbody")]
    [InlineData(In + "Content-Length: 4\r\n\nbody")]
    [InlineData(In + "X: \0\r\nContent-Length: 4\r\n\r\nbody")]
    [InlineData(In + "Host: other\r\nContent-Length: 4\r\n\r\nbody")]
    [InlineData(In + ": 4\r\nContent-Length: 4\r\n\r\nbody")]
    [InlineData(In + "Content-Length\r\n\r\nbody")]
    [InlineData(In + "\r\n")]
    [InlineData("RPC_IN_DATA  /rpc/rpcproxy.dll?127.0.0.1:1 HTTP/1.1\r\nHost: p\r\nContent-Length: 4\r\n\r\nbody")]
    [InlineData("RPC_IN_DATA /rpc/rpcproxy.dll?127.0.0.1:1 HTTP/1.2\r\nHost: p\r\nContent-Length: 4\r\n\r\nbody")]
    [InlineData("RPC_IN_DATA /rpc/rpcproxy.dll?127.0.0.1:1\r\nHost: p\r\nContent-Length: 4\r\n\r\nbody")]
    [InlineData("RPC_IN_DATA /rpc/rpcproxy.dll?127.0.0.1:1 HTTP/1.1\r\nContent-Length: 4\r\n\r\nbody")]
    [InlineData("RPC_IN\tDATA /rpc/rpcproxy.dll HTTP/1.1\r\nHost: p\r\nContent-Length: 4\r\n\r\nbody")]
    [InlineData("CONNECT 127.0.0.1:1 HTTP/1.1\r\nHost: p\r\n\r\n")]
    [InlineData("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n")]
    [InlineData("GET / HTTP/1.1\r\nHost: p\r\nUpgrade: h2c\r\nConnection: Upgrade, HTTP2-Settings\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\n\r\n")]
    public async Task What_waits_behind_an_unclear_request_is_never_answered(string request)
    {
        await using Neighbours there = await Neighbours.StartAsync();
        using RawPeer peer = await RawPeer.ConnectAsync(there.Stack.InboundEndPoint);

        await peer.SendAsync(request + Smuggled);
        (string said, _) = await peer.ReadToEndAsync();

        Assert.DoesNotContain(" 200 ", said, StringComparison.Ordinal);
        Assert.InRange(said.Split("HTTP/1.").Length - 1, 0, 1);     // one answer, or none when the reset was faster
        await there.AssertOnlyTheNeighbourIsLeftAsync();
    }

    [Theory]
    [InlineData(17)]
    [InlineData(104)]
    [InlineData(1 << 30)]
    public async Task What_waits_behind_or_in_a_body_is_never_answered(int contentLength)
    {
        await using Neighbours there = await Neighbours.StartAsync(setupTimeout: TimeSpan.FromSeconds(1));
        using RawPeer peer = await RawPeer.InAsync(there.Stack.InboundEndPoint, there.Stack.Server, contentLength);

        await peer.SendAsync(RawConnection.B1(Protocol.RtsCookie.CreateRandom()));
        await peer.SendAsync(string.Concat(Enumerable.Repeat(Smuggled, 100)));
        (string said, _) = await peer.ReadToEndAsync();

        Assert.DoesNotContain(" 200 ", said, StringComparison.Ordinal);
        await there.AssertOnlyTheNeighbourIsLeftAsync();
    }

    [Fact]
    public async Task Echoes_sent_all_at_once_are_answered_one_by_one_and_no_request_more()
    {
        const int Count = 1_000;
        await using Neighbours there = await Neighbours.StartAsync();
        using RawPeer peer = await RawPeer.ConnectAsync(there.Stack.InboundEndPoint);

        Task sending = peer.SendAsync(string.Concat(Enumerable.Repeat(Smuggled, Count)) + "GET / HTTP/1.1\r\nHost: p\r\n\r\n");
        (string said, _) = await peer.ReadToEndAsync();
        await sending;

        Assert.Equal(Count, said.Split("HTTP/1.1 200 Success\r\n").Length - 1);
        Assert.Equal(1, said.Split("HTTP/1.1 404 ").Length - 1);
        Assert.Equal(Count, there.Stack.Inbound.Echoes);
        await there.AssertOnlyTheNeighbourIsLeftAsync();
    }
}
