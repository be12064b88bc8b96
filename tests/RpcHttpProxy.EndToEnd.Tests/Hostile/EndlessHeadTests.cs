using System.Net.Sockets;
using System.Text;
using RpcHttpProxy.EndToEnd.Tests.Kit;

namespace RpcHttpProxy.EndToEnd.Tests.Hostile;

/// <summary>Request heads that don't end. 2 KiB of request line are taken, 14 KiB and 64 fields of head here; nothing of a role is held meanwhile.</summary>
public class EndlessHeadTests
{
    private const int Enough = 64 << 20;    // far more than the limits, and than the kernel takes off a sender's hands before anybody looks

    [Theory]
    [InlineData("RPC_IN_DATA /rpc/rpcproxy.dll?a:1 HTTP/1.1\r\nHost: p\r\n", "X-Field: value\r\n", "431")]
    [InlineData("RPC_OUT_DATA /rpc/rpcproxy.dll?a:1 HTTP/1.1\r\nHost: p\r\nX-Field: ", "xxxxxxxxxxxxxxxx", "431")]
    [InlineData("RPC_IN_DATA /rpc/rpcproxy.dll?", "aaaaaaaaaaaaaaaa", "414")]
    [InlineData("RPC_IN_DATA_", "AAAAAAAAAAAAAAAA", "414")]
    public async Task A_head_without_an_end_is_cut_off(string begin, string more, string status)
    {
        await using Neighbours there = await Neighbours.StartAsync();
        using RawPeer peer = await RawPeer.ConnectAsync(there.Stack.InboundEndPoint);
        byte[] many = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat(more, 65_536 / more.Length)));

        Task<(string Text, PeerEnd End)> hearing = peer.ReadToEndAsync();
        int sent = 0;
        try
        {
            await peer.SendAsync(begin);
            for (; sent < Enough && !hearing.IsCompleted; sent += many.Length)
            {
                await peer.SendAsync(many);
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // Cut off in the middle.
        }

        (string said, _) = await hearing;
        Assert.InRange(sent, 0, Enough - 1);
        Assert.True(said.Length == 0 || said.StartsWith("HTTP/1.1 " + status, StringComparison.Ordinal), said);    // a reset may be faster
        await there.AssertOnlyTheNeighbourIsLeftAsync();
    }
}
