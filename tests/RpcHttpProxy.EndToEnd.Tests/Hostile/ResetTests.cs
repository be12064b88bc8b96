using RpcHttpProxy.EndToEnd.Tests.Kit;
using RpcHttpProxy.Protocol;
using RpcHttpProxy.TestKit;

namespace RpcHttpProxy.EndToEnd.Tests.Hostile;

/// <summary>A client that is gone with RST, at each step of a connection, on either channel.</summary>
[Trait(Category.Name, Category.Slow)]
public class ResetTests
{
    private const int SmallReceiveBuffer = 8_192;

    // A reset takes with it what the proxy hasn't read yet, even the PDU that names the connection: the other channel then waits in vain.
    private static readonly TimeSpan s_setupTimeout = TimeSpan.FromSeconds(1);

    public enum Step
    {
        Connected,
        InTheHead,
        BehindTheHead,
        InTheFirstPdu,
        BehindTheFirstPdu,
        WithTheOtherChannelBegun,
        Opened,
        InAnRpcPdu,
        BehindHalfABind,
        WithMuchUnread,
    }

    public static TheoryData<Step, bool> Steps
    {
        get
        {
            TheoryData<Step, bool> steps = [];
            foreach (Step step in Enum.GetValues<Step>())
            {
                steps.Add(step, true);
                steps.Add(step, false);
            }

            return steps;
        }
    }

    [Theory]
    [MemberData(nameof(Steps))]
    public async Task A_reset_leaves_nothing_behind_and_harms_nobody(Step step, bool onIn)
    {
        await using Neighbours there = await Neighbours.StartAsync(setupTimeout: s_setupTimeout);

        await (step < Step.WithTheOtherChannelBegun ? ResetOneAsync(there.Stack, step, onIn) : ResetOneOfTwoAsync(there.Stack, step, onIn));

        await there.AssertOnlyTheNeighbourIsLeftAsync();
    }

    private static async Task ResetOneAsync(Stack stack, Step step, bool onIn)
    {
        using RawPeer peer = step > Step.InTheHead
            ? onIn ? await RawPeer.InAsync(stack.InboundEndPoint, stack.Server) : await RawPeer.OutAsync(stack.OutboundEndPoint, stack.Server)
            : await RawPeer.ConnectAsync(onIn ? stack.InboundEndPoint : stack.OutboundEndPoint);
        RtsCookie cookie = RtsCookie.CreateRandom();
        byte[] first = (onIn ? RawConnection.B1(cookie) : RawConnection.A1(cookie)).ToArray();
        switch (step)
        {
            case Step.InTheHead:
                await peer.SendAsync("RPC_IN_DATA /rpc/rpcproxy.dll?a:1 HTTP/1.1\r\nHos");
                break;
            case Step.InTheFirstPdu:
                await peer.SendAsync(first.AsMemory(0, 30));
                break;
            case Step.BehindTheFirstPdu:
                await peer.SendAsync(first);
                break;
        }

        peer.Reset();
    }

    private static async Task ResetOneOfTwoAsync(Stack stack, Step step, bool onIn)
    {
        if (step == Step.WithTheOtherChannelBegun)
        {
            using RawConnection begun = await RawConnection.BeginAsync(stack);
            await begun.Out.SendAsync(RawConnection.A1(begun.Cookie));
            await begun.In.SendAsync(RawConnection.B1(begun.Cookie));
            (onIn ? begun.In : begun.Out).Reset();
            await (onIn ? begun.Out : begun.In).ReadToEndAsync();
            return;
        }

        using RawConnection connection = await RawConnection.OpenAsync(stack, step == Step.WithMuchUnread ? SmallReceiveBuffer : null);
        switch (step)
        {
            case Step.InAnRpcPdu:
                await connection.In.SendAsync(Bytes.Named("half a PDU"));
                break;
            case Step.BehindHalfABind:
                await connection.In.SendAsync(Bytes.Named("a whole RPC PDU"));
                break;
            case Step.WithMuchUnread:
                await connection.In.SendAsync(Enumerable.Repeat(RtsPdus.Ping().ToArray(), 10_000).SelectMany(one => one).ToArray());
                break;
        }

        (onIn ? connection.In : connection.Out).Reset();
        await (onIn ? connection.Out : connection.In).ReadToEndAsync();
    }
}
