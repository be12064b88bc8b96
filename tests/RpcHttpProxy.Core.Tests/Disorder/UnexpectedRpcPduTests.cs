using RpcHttpProxy.Core.Channels;
using RpcHttpProxy.Core.Requests;
using RpcHttpProxy.Core.Tests.Roles;

namespace RpcHttpProxy.Core.Tests.Disorder;

/// <summary>RPC PDUs go one way in a proxy, and nowhere before a connection is open.</summary>
public class UnexpectedRpcPduTests
{
    /// <summary>All places where an RPC PDU may come, with the leg it leaves on; 3.2.2.4.2, 3.2.3.5.2, 3.2.4.5.2, 3.2.5.5.2.</summary>
    private static readonly (RoleName Role, string[] States, ChannelLeg From, ChannelLeg To)[] _ways =
    [
        (RoleName.Client, Opened(RoleName.Client), ChannelLeg.Upper, ChannelLeg.ClientIn),
        (RoleName.Client, Opened(RoleName.Client), ChannelLeg.ClientOut, ChannelLeg.Upper),
        (RoleName.InboundProxy, ["B3W_Connecting", "B3W", "Wait_B2_Connecting", "Wait_B2", "Opened", "Opened_A5W"], ChannelLeg.ClientIn, ChannelLeg.ServerIn),
        (RoleName.OutboundProxy, ["A11W", "Opened", "B1OrC1W", "B1W", "R2C1W_Draining", "Opened_Draining", "R2C1W"], ChannelLeg.ServerOut, ChannelLeg.ClientOut),
        (RoleName.Server, Opened(RoleName.Server), ChannelLeg.ServerIn, ChannelLeg.Upper),
        (RoleName.Server, Opened(RoleName.Server), ChannelLeg.Upper, ChannelLeg.ServerOut),
    ];

    public static TheoryData<RoleName, string> States
    {
        get
        {
            var states = new TheoryData<RoleName, string>();
            foreach (RoleName role in Enum.GetValues<RoleName>())
            {
                foreach (string state in Stage.LivingStates(role))
                {
                    states.Add(role, state);
                }
            }

            return states;
        }
    }

    // [rpch 3.2.1.5.2/3, 3.2.1.5.2/6-7, 3.2.2.4.2/1, 3.2.3.5.2/1-3, 3.2.4.5.2/1-3, 3.2.5.4.1/1, 3.2.5.5.2/2]
    [Theory]
    [MemberData(nameof(States))]
    public void An_RPC_PDU_goes_its_way_or_ends_the_connection(RoleName role, string state)
    {
        byte[] pdu = RpcPdus.Make(300, seed: 1);
        foreach (ChannelLeg leg in Stage.Legs(role).Append(ChannelLeg.Upper))
        {
            Stage stage = Stage.At(role, state);
            if (stage.Find(leg) is not { } from)
            {
                continue;
            }

            int open = stage.Connection.Channels.Count(channel => !channel.IsClosed);
            stage.Connection.ClearRequests();
            Channel? to = stage.Connection.ReceiveRpc(from, pdu.AsSequence());

            ChannelLeg? expected = _ways.Where(way => way.Role == role && way.From == leg && way.States.Contains(state)).Select(way => (ChannelLeg?)way.To).SingleOrDefault();
            Assert.Equal(expected, to?.Leg);
            if (to is not null)
            {
                Assert.Empty(stage.Requests);
                Assert.True(to.Sending.Waiting >= pdu.Length);
                continue;
            }

            Assert.True(stage.Connection.IsFinished);
            Assert.Equal(CloseReason.UnexpectedRpcPdu, stage.Connection.Reason);
            Assert.Equal(open, stage.Requests.Count(effect => effect is Request.Close { How: CloseHow.Abort }));
            Assert.Single(stage.Requests.OfType<Request.Ended>());
        }
    }

    [Theory]
    [InlineData(RoleName.InboundProxy, "Opened_A5W", ChannelLeg.ClientIn)]
    [InlineData(RoleName.Server, "Opened/A6W/Opened", ChannelLeg.ServerIn)]
    [InlineData(RoleName.Server, "Opened/Opened_B1W/Opened", ChannelLeg.ServerIn)]
    public void An_RPC_PDU_that_comes_early_on_a_successor_is_held_back_up_to_a_bound(RoleName role, string state, ChannelLeg leg)
    {
        Stage stage = Stage.At(role, state);
        byte[] pdu = RpcPdus.Make(60_000, seed: 1);
        long held = 0;
        for (; held < 1_000_000 && !stage.Connection.IsFinished; held += pdu.Length)
        {
            Assert.Null(stage.Connection.ReceiveRpc(stage.OnSuccessor(leg), pdu.AsSequence()));
            Assert.True(stage.Connection.IsFinished || stage.Connection.Channels.All(channel => channel.Sending.Queue.Count == 0));
        }

        Assert.Equal(CloseReason.UnexpectedRpcPdu, stage.Connection.Reason);
        Assert.InRange(held, 262_144, 500_000);
    }

    private static string[] Opened(RoleName role) => [.. Stage.LivingStates(role).Where(state => state.StartsWith("Opened/", StringComparison.Ordinal))];
}
