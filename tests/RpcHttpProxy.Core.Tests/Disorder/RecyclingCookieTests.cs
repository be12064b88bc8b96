using RpcHttpProxy.Core.Channels;
using RpcHttpProxy.Core.Inputs;
using RpcHttpProxy.Core.Requests;
using RpcHttpProxy.Core.Tests.Roles;
using RpcHttpProxy.Core.Tests.Sequences;
using RpcHttpProxy.Protocol;

namespace RpcHttpProxy.Core.Tests.Disorder;

/// <summary>
/// Successors that don't fit are ended themselves, and the living connection isn't touched; a cookie that is wrong in a PDU of a channel
/// that was taken in is a protocol error.
/// </summary>
public class RecyclingCookieTests
{
    private static readonly RtsCookie _foreign = SamplePdus.CookieOf(99);

    public static TheoryData<RoleName, string, ChannelLeg, RtsPduKind> Successors => new()
    {
        { RoleName.InboundProxy, "Opened", ChannelLeg.ClientIn, RtsPduKind.IN_R2_A1 },
        { RoleName.OutboundProxy, "Opened", ChannelLeg.ClientOut, RtsPduKind.OUT_R2_A3 },
        { RoleName.Server, "Opened/Opened/Opened", ChannelLeg.ServerIn, RtsPduKind.IN_R1_A2 },
        { RoleName.Server, "Opened/Opened/Opened_A4W", ChannelLeg.ServerOut, RtsPduKind.OUT_R1_A4 },
    };

    // [rpch 3.2.1.1.3/6-7, 3.2.1.1.3/10-11, 3.2.3.5.5/3-4, 3.2.3.5.5.1/1-2, 3.2.3.5.5.1/4-6, 3.2.4.5.6/3-4, 3.2.5.5.5/3, 3.2.5.5.5/7-9, 3.2.5.5.5/13-15]
    [Theory]
    [MemberData(nameof(Successors))]
    public void A_successor_is_taken_in_one_state_when_it_names_its_predecessor(RoleName role, string state, ChannelLeg leg, RtsPduKind first)
    {
        Assert.Null(Stage.At(role, state).Connection.Refuses(new Channel(leg), SamplePdus.Of(first)));

        Stage stage = Stage.At(role, state);
        Assert.Equal(CloseReason.PredecessorMismatch, stage.Connection.Refuses(new Channel(leg), Naming(first, predecessor: _foreign)));
        Assert.Equal(state, stage.Connection.StateName);
        Assert.Null(stage.Connection.Reason);
    }

    // [rpch 3.2.3.5.5/2, 3.2.3.5.5.1/3, 3.2.4.5.6/2, 3.2.4.5.6.1/2, 3.2.5.5.5/2, 3.2.5.5.9/1-2]
    [Theory]
    [MemberData(nameof(Successors))]
    public void In_every_other_state_a_successor_is_refused_and_changes_nothing(RoleName role, string state, ChannelLeg leg, RtsPduKind first)
    {
        foreach (string other in Stage.LivingStates(role))
        {
            // The server's two halves don't hinder each other.
            int half = leg == ChannelLeg.ServerIn ? 1 : 2;
            if (other == state || (role == RoleName.Server && other.Split('/').ElementAtOrDefault(half) == state.Split('/')[half]))
            {
                continue;
            }

            Stage stage = Stage.At(role, other);
            CloseReason? refusal = stage.Connection.Refuses(new Channel(leg), SamplePdus.Of(first));
            Assert.True(refusal == CloseReason.CookieTaken, $"{first} in {other} of {role}: {refusal}");
            Assert.Equal(other, stage.Connection.StateName);
        }
    }

    [Theory]
    [MemberData(nameof(Successors))]
    public void Of_two_successors_the_second_is_refused(RoleName role, string state, ChannelLeg leg, RtsPduKind first)
    {
        Stage stage = Stage.At(role, state).TakeIn(leg, first);
        string taken = stage.Connection.StateName;
        Assert.Equal(CloseReason.CookieTaken, stage.Connection.Refuses(new Channel(leg), SamplePdus.Of(first)));
        Assert.Equal(taken, stage.Connection.StateName);
    }

    // [rpch 3.2.3.5.5/5, 3.2.4.5.6/5, 3.2.5.5.5/4-6]
    [Fact]
    public void Successors_for_a_cookie_that_nobody_has_end_at_the_server_and_leave_no_row()
    {
        var pair = new Pair();
        pair.Open();
        pair.Run();
        SendFirst(pair, pair.InboundProxy, ChannelLeg.ClientIn, RtsPdus.IN_R1_A1(_foreign, SamplePdus.In, SamplePdus.Successor));
        SendFirst(pair, pair.OutboundProxy, ChannelLeg.ClientOut, RtsPdus.OUT_R1_A3(_foreign, SamplePdus.Out, SamplePdus.Successor, 65_536));
        pair.Run();

        Assert.Equal([CloseReason.CookieUnknown, CloseReason.CookieUnknown], pair.Server.Refusals);
        Assert.All([pair.InboundProxy, pair.OutboundProxy], proxy => Assert.Equal(CloseReason.ConnectionError, Assert.Single(proxy.Ended).Reason));
        Assert.All([pair.InboundProxy, pair.OutboundProxy, pair.Server], node => Assert.Equal(1, node.Table.Count));
        Assert.True(Assert.Single(pair.Client.Connections).IsOpened);
    }

    // [rpch 3.2.3.5.5.1/7, 3.2.5.5.5/10-12]
    [Fact]
    public void Guessed_successors_of_a_living_connection_are_refused_by_every_node_and_it_lives_on()
    {
        var run = new RecyclingPair();
        RtsCookie connection = run.Client.Cookie;
        foreach (Node proxy in (Node[])[run.Pair.InboundProxy, run.Pair.InboundProxy2])
        {
            SendFirst(run.Pair, proxy, ChannelLeg.ClientIn, RtsPdus.IN_R1_A1(connection, _foreign, SamplePdus.CookieOf(98)));
        }

        foreach (Node proxy in (Node[])[run.Pair.OutboundProxy, run.Pair.OutboundProxy2])
        {
            SendFirst(run.Pair, proxy, ChannelLeg.ClientOut, RtsPdus.OUT_R1_A3(connection, _foreign, SamplePdus.CookieOf(98), 65_536));
        }

        run.Pair.Run();

        Assert.Equal([CloseReason.PredecessorMismatch], run.Pair.InboundProxy.Refusals);
        Assert.Equal([CloseReason.PredecessorMismatch], run.Pair.OutboundProxy.Refusals);
        Assert.Equal([CloseReason.CookieTaken, CloseReason.PredecessorMismatch], run.Pair.Server.Refusals.Order());
        run.Up(50).Down(50).Pair.Run();
        run.AssertAllArrived();
    }

    // [rpch 3.2.3.5.8/5]
    [Fact]
    public void IN_R2_A5_that_names_another_channel_ends_the_successor_and_the_predecessor_goes_on()
    {
        Stage stage = Stage.At(RoleName.InboundProxy, "Opened_A5W");
        Channel predecessor = stage.On(ChannelLeg.ClientIn), successor = stage.OnSuccessor(ChannelLeg.ClientIn);
        stage.Receive(ChannelLeg.ClientIn, RtsPdus.IN_R2_A5(_foreign));

        Assert.Equal("Opened", stage.Connection.StateName);
        Assert.True(successor.IsClosed);
        Assert.False(predecessor.IsClosed);
        Assert.Equal(ChannelLeg.ServerIn, stage.Connection.ReceiveRpc(predecessor, RpcPdus.Make(100, 1).AsSequence())?.Leg);

        // The server has taken the successor's name already: both mean the leg that stays.
        Channel server = stage.On(ChannelLeg.ServerIn);
        Assert.True(server.IsNamed(predecessor.Cookie) && server.IsNamed(SamplePdus.Successor));
    }

    [Fact]
    public void RPC_PDUs_that_came_early_on_a_successor_that_A5_disowns_go_nowhere()
    {
        Stage stage = Stage.At(RoleName.InboundProxy, "Opened_A5W");
        Channel server = stage.On(ChannelLeg.ServerIn);
        stage.Connection.ReceiveRpc(stage.OnSuccessor(ChannelLeg.ClientIn), RpcPdus.Make(1_000, 1).AsSequence());
        stage.Receive(ChannelLeg.ClientIn, RtsPdus.IN_R2_A5(_foreign));
        Assert.Equal(0, server.Sending.Waiting);

        // Nor behind the next successor's.
        stage.Handle(new Input.RtsReceived(stage.TakeIn(ChannelLeg.ClientIn), RtsPdus.IN_R2_A1(SamplePdus.Connection, SamplePdus.In, SamplePdus.CookieOf(6))));
        stage.Receive(ChannelLeg.ClientIn, RtsPdus.IN_R2_A5(SamplePdus.CookieOf(6)));
        Assert.Equal("Opened", stage.Connection.StateName);
        Assert.Equal(0, server.Sending.Waiting);
    }

    // [rpch 3.2.5.5.6/4, 3.2.5.5.10/4]
    [Theory]
    [InlineData("Opened/A6W/Opened", ChannelLeg.ServerIn, RtsPduKind.IN_R1_A6)]
    [InlineData("Opened/Opened/Opened_A8W", ChannelLeg.ServerIn, RtsPduKind.OUT_R1_A8)]
    [InlineData("Opened/Opened/Opened_R2A8W", ChannelLeg.ServerIn, RtsPduKind.OUT_R2_A8)]
    public void A_server_ends_the_connection_when_A6_or_A8_names_another_channel(string state, ChannelLeg leg, RtsPduKind kind)
    {
        RtsPdu pdu = kind switch
        {
            RtsPduKind.IN_R1_A6 => RtsPdus.IN_R1_A6(_foreign),
            RtsPduKind.OUT_R1_A8 => RtsPdus.OUT_R1_A8(_foreign),
            _ => RtsPdus.OUT_R2_A8(_foreign),
        };
        Stage stage = Stage.At(RoleName.Server, state).Receive(leg, pdu);
        Assert.True(stage.Connection.IsFinished);
        Assert.Equal(CloseReason.PredecessorMismatch, stage.Connection.Reason);
        Assert.Contains(kind.ToString().Replace("_A", "/A", StringComparison.Ordinal), stage.Connection.Detail, StringComparison.Ordinal);

        string[] sent = [.. stage.RequestTexts().Where(text => text.StartsWith("send", StringComparison.Ordinal))];
        Assert.Equal(kind == RtsPduKind.OUT_R2_A8 ? ["send OUT_R2/B2 on ServerOut"] : [], sent);
    }

    // [rpch 3.2.5.5.12/5]
    [Fact]
    public void OUT_R2_B2_goes_out_before_the_server_ends()
    {
        Stage stage = Stage.At(RoleName.Server, "Opened/Opened/Opened_R2A8W").Receive(ChannelLeg.ServerIn, RtsPdus.OUT_R2_A8(_foreign));
        Request[] effects = [.. stage.Requests.Where(effect => effect is Request.Sent { How: SentHow.Originated } || effect.Ends()?.Leg == ChannelLeg.ServerOut)];
        Assert.Collection(effects, effect => Assert.IsType<Request.Sent>(effect), effect => Assert.Equal(CloseHow.Finish, Assert.IsType<Request.Close>(effect).How));
    }

    // [rpch 3.2.4.5.12/3]
    [Theory]
    [InlineData("B1OrC1W")]
    [InlineData("B1W")]
    public void An_outbound_proxy_that_gets_OUT_R2_B2_goes_on_with_the_predecessor(string state)
    {
        Stage stage = Stage.At(RoleName.OutboundProxy, state);
        Channel predecessor = stage.On(ChannelLeg.ClientOut), successor = stage.OnSuccessor(ChannelLeg.ClientOut);
        stage.Receive(ChannelLeg.ServerOut, RtsPduKind.OUT_R2_B2);
        Assert.True(successor.IsClosed);
        Assert.False(predecessor.IsClosed);
        Assert.Same(predecessor, stage.Connection.ReceiveRpc(stage.On(ChannelLeg.ServerOut), RpcPdus.Make(100, 1).AsSequence()));
        Assert.True(predecessor.Sending.Outbox.Length >= 100);
        Assert.Null(stage.Connection.Refuses(new Channel(ChannelLeg.ClientOut), SamplePdus.Of(RtsPduKind.OUT_R2_A3)));
    }

    private static RtsPdu Naming(RtsPduKind kind, RtsCookie predecessor) => kind switch
    {
        RtsPduKind.IN_R2_A1 => RtsPdus.IN_R2_A1(SamplePdus.Connection, predecessor, SamplePdus.Successor),
        RtsPduKind.OUT_R2_A3 => RtsPdus.OUT_R2_A3(SamplePdus.Connection, predecessor, SamplePdus.Successor, SamplePdus.Window),
        RtsPduKind.IN_R1_A2 => RtsPdus.IN_R1_A2(SamplePdus.Connection, predecessor, SamplePdus.Successor, SamplePdus.Window, SamplePdus.Timeout),
        _ => RtsPdus.OUT_R1_A4(
            SamplePdus.Connection, predecessor, SamplePdus.Successor, SamplePdus.Lifetime, SamplePdus.Window, SamplePdus.Timeout),
    };

    /// <summary>Somebody opens a channel to a proxy and sends this first.</summary>
    private static void SendFirst(Pair pair, Node proxy, ChannelLeg leg, RtsPdu first)
    {
        var stranger = new Node(pair, RoleName.Client, role: null, "Stranger");
        var there = new Link(pair, stranger, new Channel(leg), owner: null);
        Link.Join(there, new Link(pair, proxy, new Channel(leg) { PeerAddress = SamplePdus.Client }, owner: null));
        there.Send([.. first.ToArray()]);
    }
}
