using RpcHttpProxy.Core;
using RpcHttpProxy.EndToEnd.Tests.Kit;
using RpcHttpProxy.Protocol;
using RpcHttpProxy.TestKit;
using RpcHttpProxy.Transport.Sessions;

namespace RpcHttpProxy.EndToEnd.Tests.Hostile;

/// <summary>Very many clients at once, each of which does little, and that wrong.</summary>
[Collection(nameof(WholeProcess))]
[Trait(Category.Name, Category.Slow)]
public class CrowdTests
{
    private const int HalfOpen = 2_000;                 // four descriptors each, in this one process: the client's, the proxy's two, the server's
    private const int Guesses = 1_000;
    private const int AtOnce = 100;
    private const long MemoryLeftBehind = 16 << 20;     // 8 kB for each would be noticed

    private static readonly TimeSpan s_timeout = TimeSpan.FromSeconds(5);

    [Fact]
    public async Task Thousands_of_IN_channels_without_an_OUT_channel_die_and_leave_nothing()
    {
        await using Neighbours there = await Neighbours.StartAsync(setupTimeout: s_timeout);
        await HalfOpenAsync(there, 100);                // what the first ones cost stays: code, pools
        Footprint before = Footprint.Now();

        await HalfOpenAsync(there, HalfOpen);

        await there.AssertOnlyTheNeighbourIsLeftAsync();
        RoleSnapshot proxy = there.Stack.Inbound;
        Assert.Equal(
            HalfOpen + 100,
            proxy.Ended[CloseReason.SetupTimeout] + proxy.Ended.GetValueOrDefault(CloseReason.ClosedByServer)
            + proxy.Refused.GetValueOrDefault(CloseReason.TooManyHalfOpen));
        await before.AssertReturnedAsync(MemoryLeftBehind);
    }

    [Fact]
    public async Task Guessed_and_replayed_cookies_get_nothing_and_disturb_nobody()
    {
        await using Neighbours there = await Neighbours.StartAsync();
        RtsCookie cookie = there.Neighbour.Connection.Cookie;
        await ManyAsync(10, i => GuessAsync(there.Stack, i, cookie));
        Footprint before = Footprint.Now();

        await ManyAsync(Guesses, i => GuessAsync(there.Stack, i, cookie));

        await there.AssertOnlyTheNeighbourIsLeftAsync();
        long refused = 0;
        foreach (RoleSnapshot proxy in (RoleSnapshot[])[there.Stack.Inbound, there.Stack.Outbound])
        {
            // A successor of a connection that this proxy doesn't know may be another proxy's to succeed: the server says no.
            Assert.All(proxy.Ended.Keys, reason => Assert.Equal(CloseReason.ClosedByServer, reason));
            refused += proxy.Refused.Values.Sum() + proxy.Ended.Values.Sum();
        }

        Assert.Equal(Guesses + 10, refused);
        await before.AssertReturnedAsync(MemoryLeftBehind);
    }

    private static Task HalfOpenAsync(Neighbours there, int count) => Task.WhenAll(Waves(count).Select(async opened =>
    {
        using RawPeer peer = await opened(there);
        await peer.ReadToEndAsync();
    }));

    /// <summary>So many openings, not all begun at the same moment.</summary>
    private static IEnumerable<Func<Neighbours, Task<RawPeer>>> Waves(int count)
    {
        var turns = new SemaphoreSlim(AtOnce);
        return Enumerable.Range(0, count).Select(_ => (Func<Neighbours, Task<RawPeer>>)(async there =>
        {
            await turns.WaitAsync();
            try
            {
                RawPeer peer = await RawPeer.InAsync(there.Stack.InboundEndPoint, there.Stack.Server);
                await peer.SendAsync(RawConnection.B1(RtsCookie.CreateRandom()));
                return peer;
            }
            finally
            {
                turns.Release();
            }
        }));
    }

    private static async Task ManyAsync(int count, Func<int, Task> what)
    {
        foreach (int[] wave in Enumerable.Range(0, count).Chunk(AtOnce))
        {
            await Task.WhenAll(wave.Select(what));
        }
    }

    /// <summary>The neighbour's cookie, as a new connection and as each successor that takes over a channel; a cookie of nobody, too.</summary>
    private static async Task GuessAsync(Stack stack, int i, RtsCookie cookie)
    {
        RtsCookie guess = RtsCookie.CreateRandom();
        (bool isIn, RtsPdu pdu) = (i % 6) switch
        {
            0 => (true, RawConnection.B1(cookie)),
            1 => (false, RawConnection.A1(cookie)),
            2 => (true, RtsPdus.IN_R1_A1(cookie, guess, RtsCookie.CreateRandom())),
            3 => (false, RtsPdus.OUT_R1_A3(cookie, guess, RtsCookie.CreateRandom(), 65_536)),
            4 => (true, RtsPdus.IN_R1_A1(guess, guess, RtsCookie.CreateRandom())),
            _ => (false, RtsPdus.OUT_R1_A3(guess, guess, RtsCookie.CreateRandom(), 65_536)),
        };
        using RawPeer peer = isIn
            ? await RawPeer.InAsync(stack.InboundEndPoint, stack.Server)
            : await RawPeer.OutAsync(stack.OutboundEndPoint, stack.Server, pdu.ToArray().Length is var length && length > 76 ? 120 : 76);
        await peer.SendAsync(pdu);
        await peer.ReadToEndAsync();
    }
}
