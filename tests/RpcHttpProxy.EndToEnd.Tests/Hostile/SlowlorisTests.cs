using System.Net.Sockets;
using RpcHttpProxy.Core;
using RpcHttpProxy.EndToEnd.Tests.Kit;
using RpcHttpProxy.Protocol;
using RpcHttpProxy.TestKit;

namespace RpcHttpProxy.EndToEnd.Tests.Hostile;

/// <summary>Clients that are always about to say something: a byte now and then, so that no silence is ever long.</summary>
[Trait(Category.Name, Category.Slow)]
public class SlowlorisTests
{
    private const int Clients = 50;     // of each kind at once

    private static readonly TimeSpan s_timeout = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_pace = TimeSpan.FromMilliseconds(100);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_first_PDU_that_comes_byte_by_byte_for_ever_is_given_up_in_time(bool isIn)
    {
        await using Neighbours there = await Neighbours.StartAsync(setupTimeout: s_timeout);

        await Task.WhenAll(Enumerable.Range(0, Clients).Select(async _ =>
        {
            using RawPeer peer = isIn
                ? await RawPeer.InAsync(there.Stack.InboundEndPoint, there.Stack.Server)
                : await RawPeer.OutAsync(there.Stack.OutboundEndPoint, there.Stack.Server);
            RtsCookie cookie = RtsCookie.CreateRandom();
            await DripAsync(peer, (isIn ? RawConnection.B1(cookie) : RawConnection.A1(cookie)).ToArray());
        }));

        await there.AssertOnlyTheNeighbourIsLeftAsync();
        var role = isIn ? there.Stack.Inbound : there.Stack.Outbound;
        Assert.Equal(Clients, role.Refused[CloseReason.FirstPduTimeout]);
    }

    [Fact]
    public async Task An_echo_body_that_comes_byte_by_byte_is_given_up_in_time()
    {
        await using Neighbours there = await Neighbours.StartAsync(setupTimeout: s_timeout);

        await Task.WhenAll(Enumerable.Range(0, Clients).Select(async _ =>
        {
            using RawPeer peer = await RawPeer.InAsync(there.Stack.InboundEndPoint, there.Stack.Server, contentLength: 16);
            await DripAsync(peer, new byte[16]);
        }));

        await there.AssertOnlyTheNeighbourIsLeftAsync();
        Assert.Equal(0, there.Stack.Inbound.Echoes);
    }

    /// <summary>Sends a byte each tick until the connection ends, which must be before the bytes do.</summary>
    private static async Task DripAsync(RawPeer peer, byte[] bytes)
    {
        Task<(string Text, PeerEnd End)> ending = peer.ReadToEndAsync();
        using var pace = new PeriodicTimer(s_pace);
        int sent = 0;
        try
        {
            for (; sent < bytes.Length && !ending.IsCompleted; sent++)
            {
                await peer.SendAsync(bytes.AsMemory(sent, 1));
                await pace.WaitForNextTickAsync();
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // Given up in the middle.
        }

        Assert.NotEqual(bytes.Length, sent);
        await ending;
    }
}
