using RpcHttpProxy.Core.Channels;
using RpcHttpProxy.Core.Requests;
using RpcHttpProxy.Core.Tests.Roles;
using RpcHttpProxy.Protocol;

namespace RpcHttpProxy.Core.Tests.Disorder;

/// <summary>All 50 RTS PDUs, on each leg of each role, in each state: what isn't accepted ends that connection, once, and nothing throws.</summary>
public class EveryPduInEveryStateTests
{
    public static TheoryData<RoleName, string, ChannelLeg, bool> Places
    {
        get
        {
            var places = new TheoryData<RoleName, string, ChannelLeg, bool>();
            foreach (Place place in Enum.GetValues<RoleName>().SelectMany(Place.All))
            {
                places.Add(place.Role, place.State, place.Leg, place.IsSuccessor);
            }

            return places;
        }
    }

    [Fact]
    public void The_table_names_PDUs_and_states_that_exist()
    {
        string[] pdus = [.. SamplePdus.All().Select(sample => sample.Label)];
        Assert.All(AcceptedPdus.All, row => Assert.Subset(pdus.ToHashSet(), row.Pdus.ToHashSet()));
        Assert.All(AcceptedPdus.All, row => Assert.NotEmpty(row.States));
        Assert.All(AcceptedPdus.All, row => Assert.Subset(Stage.LivingStates(row.Role).ToHashSet(), row.States.ToHashSet()));
        Assert.All(AcceptedPdus.All, row => Assert.Contains(row.Leg, Stage.Legs(row.Role)));
    }

    // [rpch 3.2.1.5.1.2/1, 3.2.1.5.2/2, 3.2.3.1.7/1, 3.2.3.5.10/7, 3.2.4.5.14/7, 3.2.5.5.13/6]
    [Theory]
    [MemberData(nameof(Places))]
    public void A_PDU_is_accepted_where_the_table_tells_and_ends_the_connection_everywhere_else(
        RoleName role, string state, ChannelLeg leg, bool isSuccessor)
    {
        foreach ((string label, RtsPdu pdu) in SamplePdus.All())
        {
            Accepted? row = AcceptedPdus.All.SingleOrDefault(
                accepted => accepted.Role == role && accepted.Leg == leg && accepted.Pdus.Contains(label) && accepted.States.Contains(state)
                    && (accepted.Which == Which.Any || accepted.Which == (isSuccessor ? Which.Successor : Which.First)));
            Stage stage = Stage.At(role, state);
            Channel channel = isSuccessor ? stage.OnSuccessor(leg) : stage.OnOrNew(leg);
            int open = stage.Connection.Channels.Count(channel => !channel.IsClosed);
            string where = $"{label} on {leg}{(isSuccessor ? " (successor)" : "")} in {state} of {role}: ";

            // As it is read from the wire: without the name that only the factory knows.
            Assert.Equal(RtsFault.None, RtsPduReader.Read(pdu.ToArray(), out RtsPdu? read));
            stage.Handle(new Inputs.Input.RtsReceived(channel, read!));

            if (row is null)
            {
                AssertEnded(stage, open, where);
                continue;
            }

            Assert.False(stage.Connection.IsFinished, where + stage.Connection.Detail);
            Assert.True(row.Fate == Fate.Event == (state != stage.Connection.StateName), where + stage.Connection.StateName);
            switch (row.Fate)
            {
                case Fate.Consumed:
                    Assert.Empty(stage.Requests);
                    break;
                case Fate.Noted:
                    Assert.True(Assert.Single(stage.Requests) is Request.SetTimer or Request.SetKeepAlive, where);
                    break;
                case Fate.Handled:
                    Assert.True(Assert.Single(stage.Requests) is Request.Sent { How: SentHow.Originated or SentHow.Forwarded }, where);
                    break;
                case Fate.Forwarded:
                    var forward = Assert.IsType<Request.Sent>(Assert.Single(stage.Requests));
                    Assert.Equal((row.To, SentHow.Forwarded), (forward.Channel.Leg, forward.How));
                    Assert.Equal(pdu, forward.Pdu);
                    break;
            }
        }
    }

    [Fact]
    public void The_reason_tells_what_came_where_and_what_would_have_been_accepted()
    {
        Stage stage = Stage.At(RoleName.InboundProxy, "B3W").Receive(ChannelLeg.ServerIn, RtsPduKind.CONN_B1);
        Assert.StartsWith(
            "CONN/B1 on ServerIn came in state B3W of InboundProxy; accepted there: CONN_B3,", stage.Connection.Detail, StringComparison.Ordinal);
    }

    private static void AssertEnded(Stage stage, int open, string where)
    {
        Assert.True(stage.Connection.IsFinished, where);
        Assert.True(stage.Connection.Reason == CloseReason.UnexpectedPdu, $"{where}: {stage.Connection.Reason}");
        Assert.Equal(open, stage.Requests.Count(effect => effect is Request.Close { How: CloseHow.Abort }));
        Assert.Equal(CloseReason.UnexpectedPdu, stage.Requests.OfType<Request.Ended>().Single().Reason);
    }
}
