using RpcHttpProxy.Core.Channels;
using RpcHttpProxy.Core.Inputs;
using RpcHttpProxy.Core.VirtualConnections;

namespace RpcHttpProxy.Core.Tests.Sequences;

/// <summary>However and whenever a connection ends, it ends everywhere, once, with one reason, and leaves nothing behind.</summary>
public class EndTests
{
    private const int Steps = 24;

    // [rpch 3.2.2.5.11/1-4, 3.2.3.5.10/1-4, 3.2.3.5.10/6, 3.2.4.5.14/1-4, 3.2.4.5.14/6, 3.2.5.5.13/1-4]
    [Theory]
    [InlineData(CloseReason.ConnectionError)]
    [InlineData(CloseReason.ClosedByProxy)]
    [InlineData(CloseReason.TruncatedPdu)]
    public void A_channel_that_closes_at_any_step_ends_the_connection_in_every_role(CloseReason reason)
    {
        int tried = 0;
        for (int steps = 0; steps <= Steps; steps++)
        {
            int channels = After(steps).Nodes.Sum(node => node.OpenChannels.Count());
            for (int which = 0; which < channels; which++)
            {
                Pair pair = After(steps);
                (Node node, VirtualConnection connection, Channel channel) =
                    pair.Nodes.SelectMany(node => node.OpenChannels.Select(open => (node, open.Connection, open.Channel))).ElementAt(which);
                Channel[] others = [.. connection.Channels.Where(other => other != channel && !other.IsClosed)];

                int before = node.Log.Count;
                node.Handle(connection, new Input.ChannelClosed(channel, reason, ""));
                string[] log = [.. node.Log.Skip(before)];

                string where = $"{channel.Leg} of {node.Name} after {steps} steps";
                Assert.True(connection.IsFinished, where);
                Assert.Equal(reason, connection.Reason);
                Assert.Single(log, line => line == $"end: {reason}");
                Assert.All(others, other => Assert.Single(log, line => EndsLeg(line, other.Leg)));
                Assert.DoesNotContain(log, line => EndsLeg(line, channel.Leg));
                AssertNothingIsLeft(pair, where);
                tried++;
            }
        }

        Assert.True(tried > 50, $"only {tried} closes were tried");
    }

    [Fact]
    public void A_shutdown_at_any_step_in_any_role_ends_the_connection_in_every_role()
    {
        for (int steps = 0; steps <= Steps; steps++)
        {
            foreach (RoleName role in Enum.GetValues<RoleName>())
            {
                Pair pair = After(steps);
                Node node = pair.Nodes.Single(node => node.Name == role);
                if (node.Connections.Count == 0)
                {
                    continue;
                }

                node.Handle(node.Connections[0], new Input.CloseRequested(CloseReason.Shutdown, "SIGTERM"));
                Assert.Equal(CloseReason.Shutdown, node.Connections[0].Reason);
                AssertNothingIsLeft(pair, $"{role} after {steps} steps");
            }
        }
    }

    [Theory]
    [InlineData("connect ClientIn")]
    [InlineData("connect ClientOut")]
    [InlineData("Client -> InboundProxy")]
    [InlineData("Client -> OutboundProxy")]
    [InlineData("connect ServerIn")]
    [InlineData("connect ServerOut")]
    [InlineData("InboundProxy -> Server")]
    [InlineData("OutboundProxy -> Server")]
    [InlineData("connect Upper")]
    [InlineData("Server -> InboundProxy")]
    [InlineData("Server -> OutboundProxy")]
    [InlineData("OutboundProxy -> Client")]
    public void A_sequence_that_comes_to_a_standstill_anywhere_ends_by_itself(string held)
    {
        var pair = new Pair();
        pair.Open();
        pair.Hold(held).Run();
        Assert.All(pair.Nodes, node => Assert.Empty(node.Ended));

        // The longest of the set-up timers; what is held back stays so, and no close gets through to help.
        pair.Wait(TimeSpan.FromMinutes(15));
        Assert.Contains(pair.Nodes, node => node.Ended.Any(end => end.Reason == CloseReason.SetupTimeout));
        AssertNothingIsLeft(pair.Run().Release(held), held);
    }

    // [rpch 3.2.5.2.1]
    [Theory]
    [InlineData("InboundProxy -> Server", "B2W")]
    [InlineData("OutboundProxy -> Server", "A2W")]
    public void A_server_waits_fifteen_minutes_for_the_other_half(string held, string state)
    {
        var pair = new Pair();
        pair.Open();
        pair.Hold(held).Run();
        VirtualConnection connection = Assert.Single(pair.Server.Connections);
        Assert.Equal(state, connection.StateName);

        pair.Server.Elapse(TimeSpan.FromMinutes(15) - TimeSpan.FromMilliseconds(1));
        Assert.False(connection.IsFinished);
        pair.Server.Elapse(TimeSpan.FromMinutes(15));
        Assert.Equal(CloseReason.SetupTimeout, connection.Reason);
    }

    [Theory]
    [InlineData(ChannelLeg.ServerIn, "answer ClientIn with 503 RPC Error: 6ba")]
    [InlineData(ChannelLeg.ServerOut, "answer ClientOut with 503 RPC Error: 6ba")]
    public void A_server_that_cannot_be_reached_is_told_to_the_client(ChannelLeg leg, string answer)
    {
        var pair = new Pair();
        pair.Unreachable.Add(leg);
        pair.Open();
        pair.Run();

        Node proxy = leg == ChannelLeg.ServerIn ? pair.InboundProxy : pair.OutboundProxy;
        Assert.Equal(CloseReason.ServerUnreachable, Assert.Single(proxy.Ended).Reason);
        Assert.Single(proxy.Log, answer);
        Assert.Equal(CloseReason.RequestRefused, Assert.Single(pair.Client.Ended).Reason);
        AssertNothingIsLeft(pair, answer);
    }

    [Fact]
    public void A_service_that_cannot_be_reached_is_told_to_the_client_on_the_IN_channel()
    {
        var pair = new Pair();
        pair.Unreachable.Add(ChannelLeg.Upper);
        pair.Open();
        pair.Run();
        Assert.Equal(CloseReason.ServerUnreachable, Assert.Single(pair.Server.Ended).Reason);
        Assert.Equal(CloseReason.ClosedByServer, Assert.Single(pair.InboundProxy.Ended).Reason);
        Assert.Single(pair.InboundProxy.Log, "answer ClientIn with 503 RPC Error: 6ba");
        AssertNothingIsLeft(pair, "service");
    }

    [Fact]
    public void A_service_that_closes_still_gets_its_last_bytes_through()
    {
        var pair = new Pair();
        pair.Open();
        pair.Run();
        byte[] last = Roles.RpcPdus.Make(5_840, seed: 3);
        pair.Service!.Send(last);
        pair.Service!.Close();
        pair.Run();
        Assert.Equal(last, pair.Program!.Received);
        Assert.Equal(CloseReason.ClosedByHigherLayer, Assert.Single(pair.Server.Ended).Reason);
        AssertNothingIsLeft(pair, "service closed");
    }

    private static Pair After(int steps)
    {
        var pair = new Pair();
        pair.Open();
        for (int i = 0; i < steps; i++)
        {
            pair.Step();
        }

        return pair;
    }

    private static bool EndsLeg(string effect, ChannelLeg leg) =>
        effect == $"finish {leg}" || effect == $"abort {leg}" || effect.StartsWith($"answer {leg} ", StringComparison.Ordinal);

    private static void AssertNothingIsLeft(Pair pair, string where)
    {
        pair.Run();

        // A half that never heard of the end has its timer.
        pair.Wait(TimeSpan.FromMinutes(15));
        pair.Run();
        foreach (Node node in pair.Nodes)
        {
            Assert.All(node.Connections, connection => Assert.True(connection.IsFinished, $"{node.Name} lives on: {where}"));
            Assert.Equal(node.Connections.Count, node.Ended.Count);
            Assert.Equal(0, node.Table.Count);
            Assert.Empty(node.RunningTimers);
            Assert.Empty(node.OpenChannels);
        }
    }
}
