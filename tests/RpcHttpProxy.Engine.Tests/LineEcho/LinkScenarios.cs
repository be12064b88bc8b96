using RpcHttpProxy.Engine.Links;
using static RpcHttpProxy.Engine.Links.LinkState;
using static RpcHttpProxy.Engine.Links.LinkTrigger;

namespace RpcHttpProxy.Engine.Tests.LineEcho;

/// <summary>One scenario for each arc of a link's table: what a peer sees that no peer would see without the arc.</summary>
internal static class LinkScenarios
{
    private const string Greeting = WireCarrier.Greeting + "\n";

    private static readonly TimeSpan s_longerThanItMayLinger = TimeSpan.FromSeconds(6);

    public static IReadOnlyDictionary<(LinkState From, LinkTrigger Trigger), Action<World>> All { get; } =
        new Dictionary<(LinkState, LinkTrigger), Action<World>>
        {
            [(Opening, Established)] = WhoIsDialedHearsTheEcho,
            [(Opening, NotEstablished)] = WhoCannotBeDialedIsNamed,
            [(HeadAwaited, HeadRead)] = WhatIsSaidIsEchoed,
            [(HeadAwaited, EndedByPeer)] = WhoGoesWithoutAGreetingIsToldSo,
            [(HeadAwaited, Failed)] = AnUnknownGreetingIsRefused,
            [(HeadAwaited, EndedHere)] = WhoIsDialedAndDoesNotGreetIsEndedAllTheSame,
            [(HeadAwaited, Aborted)] = WhoIsReachedTooLateIsReset,
            [(Flowing, InputEnded)] = OutIsEchoedToAfterItsFin,
            [(Flowing, EndedByPeer)] = AnInThatEndsShortEndsBoth,
            [(Flowing, Failed)] = AnInThatBreaksEndsBoth,
            [(Flowing, EndedHere)] = QuitEndsBoth,
            [(Flowing, Aborted)] = AFaultOfOursResetsBoth,
            [(HalfClosed, EndedByPeer)] = AnOutThatIsGoneEndsIn,
            [(HalfClosed, Failed)] = AnOutThatBreaksAfterItsFinEndsIn,
            [(HalfClosed, EndedHere)] = QuitEndsAnOutThatHasSentFin,
            [(HalfClosed, Aborted)] = AFaultOfOursResetsAnOutThatHasSentFin,
            [(Closing, Written)] = QuitLeavesNothing,
            [(Closing, Finished)] = QuitWaitsForFin,
            [(Closing, Aborted)] = WhoDoesNotReadHisLastBytesIsReset,
            [(Lingering, PeerFinished)] = QuitWaitsForFin,
            [(Lingering, Aborted)] = WhoNeverSendsFinIsWaitedForNoLongerThanHeMay,
            [(Releasing, Released)] = QuitLeavesNothing,
        };

    private static void WhoIsDialedHearsTheEcho(World world)
    {
        Wire friend = world.Answering();
        Wire into = world.Open(Greeting + "IN a friend\nSAY hello\n");
        friend.Send(Greeting);
        Assert.Equal("hello\n", friend.Received());
        End(world, into, friend);
    }

    private static void WhoCannotBeDialedIsNamed(World world)
    {
        Wire into = world.Open(Greeting + "IN a friend\nSAY hello\n");
        Assert.Equal("ERR there is no friend\n", into.Received());
        Assert.True(into.IsFinished);
        world.ExpectNothingLeft();
    }

    private static void WhatIsSaidIsEchoed(World world)
    {
        (Wire into, Wire outOf) = world.OpenBoth();
        into.Send("SAY hello\n");
        Assert.Equal("OK\nhello\n", outOf.Received());
        End(world, into, outOf);
    }

    private static void WhoGoesWithoutAGreetingIsToldSo(World world)
    {
        Wire wire = world.Open("LIN");
        wire.Leave();
        Assert.Equal("ERR it went without a greeting\n", wire.Received());
        Assert.True(wire.IsFinished);
        world.ExpectNothingLeft();
    }

    private static void AnUnknownGreetingIsRefused(World world)
    {
        Wire wire = world.Open("HELLO\n");
        Assert.Equal("ERR an unknown greeting\n", wire.Received());
        Assert.True(wire.IsFinished);
        world.ExpectNothingLeft();
    }

    private static void WhoIsDialedAndDoesNotGreetIsEndedAllTheSame(World world)
    {
        Wire friend = world.Answering();
        Wire into = world.Open(Greeting + "IN a friend\nSAY hello\n");
        End(world, into, friend);
    }

    private static void WhoIsReachedTooLateIsReset(World world)
    {
        var friend = new Wire();
        var dialing = new TaskCompletionSource<Carrier>();
        world.Server.Dial = (_, _) => dialing.Task;
        Wire into = world.Open(Greeting + "IN a friend\n");
        world.Time.Advance(world.Server.Options.JoinTimeout + TimeSpan.FromSeconds(1));
        Assert.Equal("ERR half a session\n", into.Received());
        Assert.Equal(1, world.Server.Links);
        dialing.SetResult(new WireCarrier(friend));
        friend.Received();
        Assert.True(friend.IsReset);
        world.ExpectNothingLeft();
    }

    private static void OutIsEchoedToAfterItsFin(World world)
    {
        (Wire into, Wire outOf) = world.OpenBoth();
        outOf.Finish();
        into.Send("SAY hello\n");
        Assert.Equal("OK\nhello\n", outOf.Received());
        End(world, into, outOf);
    }

    private static void AnInThatEndsShortEndsBoth(World world)
    {
        (Wire into, Wire outOf) = world.OpenBoth();
        into.Break(new EndOfStreamException("shorter than was announced"));
        ExpectEnd(world, into, outOf);
    }

    private static void AnInThatBreaksEndsBoth(World world)
    {
        (Wire into, Wire outOf) = world.OpenBoth();
        into.Break(new IOException("broken"));
        ExpectEnd(world, into, outOf);
    }

    private static void QuitEndsBoth(World world)
    {
        (Wire into, Wire outOf) = world.OpenBoth();
        End(world, into, outOf);
    }

    private static void AFaultOfOursResetsBoth(World world)
    {
        (Wire into, Wire outOf) = world.OpenBoth();
        into.Send("CRASH\n");
        ExpectReset(world, into, outOf, faults: 1);
    }

    private static void AnOutThatIsGoneEndsIn(World world)
    {
        (Wire into, Wire outOf) = world.OpenBoth();
        outOf.Leave();
        Assert.Equal("ERR OUT is gone\n", into.Received());
        ExpectEnd(world, into, outOf);
    }

    private static void AnOutThatBreaksAfterItsFinEndsIn(World world)
    {
        (Wire into, Wire outOf) = world.OpenBoth();
        outOf.Finish();
        outOf.Gone.SetException(new IOException("broken"));
        Assert.Equal("ERR OUT is gone\n", into.Received());
        ExpectEnd(world, into, outOf);
    }

    private static void QuitEndsAnOutThatHasSentFin(World world)
    {
        (Wire into, Wire outOf) = world.OpenBoth();
        outOf.Finish();
        End(world, into, outOf);
    }

    private static void AFaultOfOursResetsAnOutThatHasSentFin(World world)
    {
        (Wire into, Wire outOf) = world.OpenBoth();
        outOf.Finish();
        into.Send("CRASH\n");
        ExpectReset(world, into, outOf, faults: 1);
    }

    private static void QuitLeavesNothing(World world)
    {
        (Wire into, Wire outOf) = world.OpenBoth();
        End(world, into, outOf);
    }

    private static void QuitWaitsForFin(World world)
    {
        (Wire into, Wire outOf) = world.OpenBoth(lingers: true);
        into.Send("QUIT\n");
        Assert.Equal("BYE\n", into.Received());
        Assert.True(into.IsFinished);
        Assert.Equal(2, world.Server.Links);
        into.SendLast("SAY too late\n");
        Assert.Equal(1, world.Server.Links);
        outOf.Finish();
        ExpectEnd(world, into, outOf);
    }

    private static void WhoDoesNotReadHisLastBytesIsReset(World world)
    {
        (Wire into, Wire outOf) = world.OpenBoth(outWire: new Wire(room: 16));
        into.Send("SAY more than the sixteen bytes that there is room for\nQUIT\n");
        Assert.Equal(1, world.Server.Links);
        world.Time.Advance(s_longerThanItMayLinger);
        ExpectReset(world, outOf);
    }

    private static void WhoNeverSendsFinIsWaitedForNoLongerThanHeMay(World world)
    {
        (Wire into, Wire outOf) = world.OpenBoth(lingers: true);
        into.Send("QUIT\n");
        Assert.Equal(2, world.Server.Links);
        world.Time.Advance(s_longerThanItMayLinger);
        ExpectEnd(world, into, outOf);
    }

    private static void End(World world, Wire into, Wire outOf)
    {
        into.Send("QUIT\n");
        Assert.Equal("BYE\n", into.Received());
        ExpectEnd(world, into, outOf);
    }

    private static void ExpectEnd(World world, Wire into, Wire outOf)
    {
        into.Received();
        outOf.Received();
        Assert.True(into.IsFinished && outOf.IsFinished);
        world.ExpectNothingLeft();
    }

    private static void ExpectReset(World world, Wire into, Wire outOf, int faults)
    {
        into.Received();
        Assert.True(into.IsReset);
        ExpectReset(world, outOf, faults);
    }

    private static void ExpectReset(World world, Wire wire, int faults = 0)
    {
        wire.Received();
        Assert.True(wire.IsReset);
        world.ExpectNothingLeft(faults);
    }
}
