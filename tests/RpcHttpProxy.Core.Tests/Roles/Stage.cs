using RpcHttpProxy.Core.Channels;
using RpcHttpProxy.Core.Client;
using RpcHttpProxy.Core.Inputs;
using RpcHttpProxy.Core.Requests;
using RpcHttpProxy.Core.Server;
using RpcHttpProxy.Core.VirtualConnections;
using RpcHttpProxy.Protocol;

namespace RpcHttpProxy.Core.Tests.Roles;

/// <summary>A connection of one role, brought into a state by the inputs that lead there. Requests are looked at, not carried out; what lies in an outbox counts as written.</summary>
internal sealed partial class Stage
{
    private Stage(VirtualConnection connection)
    {
        Connection = connection;
        Connection.IsLogged = true;
    }

    /// <summary>The connection.</summary>
    public VirtualConnection Connection { get; }

    /// <summary>Whether what lies in outboxes counts as written behind each input, without the connection being told; else it stays there.</summary>
    public bool WritesAtOnce { get; set; } = true;

    /// <summary>What the last input asked for and did.</summary>
    public Request[] Requests => Connection.Requests.Done();

    /// <summary>The states a connection of this role can be in, without the last, in their order.</summary>
    public static string[] LivingStates(RoleName role) => role switch
    {
        RoleName.Client =>
        [
            "Start", "OUT_Channel_Wait", "Wait_A3W", "Wait_C2",
            .. Recycling(["Opened", "Opened_A4W"], ["Opened", "Opened_A6W", "Opened_A10W", "B3W"]),
        ],
        RoleName.InboundProxy =>
            ["Open_Start", "B3W_Connecting", "B3W", "Wait_B2_Connecting", "Wait_B2", "Opened", "Opened_A5W", "Draining"],
        RoleName.OutboundProxy =>
        [
            "Open_Start", "C1W_Connecting", "C1W", "A11W_Connecting", "A11W", "Opened", "B1OrC1W", "B1W", "R2C1W_Draining",
            "Opened_Draining", "R2C1W", "Draining",
        ],
        _ =>
        [
            "Open_Start", "A2W", "B2W", "ServiceW",
            .. Recycling(["Opened", "A6W", "Opened_B1W"], ["Opened", "Opened_A4W", "Opened_A8W", "Opened_R2A8W"]),
        ],
    };

    /// <summary>The state opened of a role, nothing being recycled: client and server name three machines.</summary>
    public static string OpenedState(RoleName role) => role is RoleName.Client or RoleName.Server ? "Opened/Opened/Opened" : "Opened";

    private static string[] Recycling(string[] inStates, string[] outStates) =>
        [.. from inState in inStates from outState in outStates select $"Opened/{inState}/{outState}"];

    /// <summary>The legs on which RTS PDUs can come in this role.</summary>
    public static ChannelLeg[] Legs(RoleName role) => role switch
    {
        RoleName.Client => [ChannelLeg.ClientIn, ChannelLeg.ClientOut],
        RoleName.InboundProxy => [ChannelLeg.ClientIn, ChannelLeg.ServerIn],
        RoleName.OutboundProxy => [ChannelLeg.ClientOut, ChannelLeg.ServerOut],
        _ => [ChannelLeg.ServerIn, ChannelLeg.ServerOut],
    };

    /// <summary>A connection of this role in this state; "Opened" alone means that nothing is being recycled.</summary>
    public static Stage At(RoleName role, string state)
    {
        state = state == "Opened" ? OpenedState(role) : state;
        Stage stage = role switch
        {
            RoleName.Client => Client(state),
            RoleName.InboundProxy => InboundProxy(state),
            RoleName.OutboundProxy => OutboundProxy(state),
            _ => Server(state),
        };
        Assert.Equal(state, stage.Connection.StateName);
        return stage;
    }

    /// <summary>The channel on a leg, the predecessor when there are two; null when the connection has none there.</summary>
    public Channel? Find(ChannelLeg leg) => Connection.Channels.FirstOrDefault(channel => channel.Leg == leg);

    /// <summary>The younger one of two channels on a leg; null when there is none.</summary>
    public Channel? FindSuccessor(ChannelLeg leg) => Connection.Channels.Where(channel => channel.Leg == leg).Skip(1).SingleOrDefault();

    /// <summary>The channel on a leg, the predecessor when there are two.</summary>
    public Channel On(ChannelLeg leg) => Find(leg) ?? throw new InvalidOperationException($"No channel on {leg}.");

    /// <summary>The younger one of two channels on a leg.</summary>
    public Channel OnSuccessor(ChannelLeg leg) => FindSuccessor(leg) ?? throw new InvalidOperationException($"No successor on {leg}.");

    /// <summary>The channel on a leg; an incoming channel is taken in when there is none.</summary>
    public Channel OnOrNew(ChannelLeg leg) => Find(leg) ?? TakeIn(leg);

    /// <summary>An incoming channel on a leg is taken in.</summary>
    public Channel TakeIn(ChannelLeg leg)
    {
        var incoming = new Channel(leg) { PeerAddress = SamplePdus.Client };
        Connection.Attach(incoming);
        return incoming;
    }

    /// <summary>Feeds one input; <see cref="Requests"/> are then those of this input alone.</summary>
    public Stage Handle(Input input)
    {
        Connection.ClearRequests();
        Connection.Handle(input);
        foreach (Channel channel in WritesAtOnce ? Connection.Channels.Concat(Connection.Retired) : [])
        {
            channel.Sending.Outbox.Written(channel.Sending.Outbox.Take());
        }

        return this;
    }

    public Stage Receive(ChannelLeg leg, RtsPdu pdu) => Receive(OnOrNew(leg), pdu);

    public Stage Receive(Channel channel, RtsPdu pdu) => Handle(new Input.RtsReceived(channel, pdu));

    public Stage Receive(ChannelLeg leg, RtsPduKind kind) => Receive(leg, SamplePdus.Of(kind));

    public Stage Connect(ChannelLeg leg) => Handle(new Input.Connected(On(leg)));

    /// <summary>A PDU comes on the younger one of two channels on a leg.</summary>
    public Stage ReceiveOnSuccessor(ChannelLeg leg, RtsPduKind kind) =>
        Handle(new Input.RtsReceived(OnSuccessor(leg), SamplePdus.Of(kind)));

    /// <summary>An incoming channel on a leg is taken in with its first PDU.</summary>
    public Stage TakeIn(ChannelLeg leg, RtsPduKind first) => Handle(new Input.RtsReceived(TakeIn(leg), SamplePdus.Of(first)));

    /// <summary>The lifetime of the channel that this client or server watches comes to its end.</summary>
    public Stage StartRecycle()
    {
        Connection.ClearRequests();
        if (Connection is ClientConnection client)
        {
            ClientInChannelMachine.ForThisThread.Fire(client, ClientInChannelTrigger.StartRecycle);
        }
        else
        {
            ServerOutChannelMachine.ForThisThread.Fire((ServerConnection)Connection, ServerOutChannelTrigger.StartRecycle);
        }

        return this;
    }

    /// <summary>The same as text, moves left out.</summary>
    public string[] RequestTexts() => [.. Requests.Where(request => request is not Request.Transitioned).Select(request => request.ToString())];
}
