using RpcHttpProxy.Core.Channels;
using RpcHttpProxy.Core.Client;
using RpcHttpProxy.Core.InboundProxy;
using RpcHttpProxy.Core.Inputs;
using RpcHttpProxy.Core.OutboundProxy;
using RpcHttpProxy.Core.Requests;
using RpcHttpProxy.Core.Server;
using RpcHttpProxy.Core.VirtualConnections;
using RpcHttpProxy.Protocol;

namespace RpcHttpProxy.Core.Tests.Roles;

/// <summary>A connection of one role, brought into a state by the inputs that lead there. Requests are looked at, not carried out; what lies in an outbox counts as written.</summary>
internal sealed class Stage
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

    /// <summary>The channel on a leg; a newcomer is taken in when there is none.</summary>
    public Channel OnOrNew(ChannelLeg leg) => Find(leg) ?? TakeIn(leg);

    /// <summary>A newcomer on a leg is taken in.</summary>
    public Channel TakeIn(ChannelLeg leg)
    {
        var newcomer = new Channel(leg) { PeerAddress = SamplePdus.Client };
        Connection.Attach(newcomer);
        return newcomer;
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

    /// <summary>A newcomer on a leg is taken in with its first PDU.</summary>
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

    private static Stage Client(string state)
    {
        var stage = new Stage(new ClientConnection(
            SamplePdus.Connection, SamplePdus.ChannelCookies(), new ClientVariables { AssociationGroupId = SamplePdus.Group }));
        if (state == "Start")
        {
            return stage;
        }

        stage.Handle(new Input.OpenRequested()).Connect(ChannelLeg.ClientIn).Connect(ChannelLeg.ClientOut);
        if (state == "OUT_Channel_Wait")
        {
            return stage;
        }

        stage.Handle(new Input.OutChannelResponse(stage.On(ChannelLeg.ClientOut)));
        if (state == "Wait_A3W")
        {
            return stage;
        }

        stage.Receive(ChannelLeg.ClientOut, RtsPduKind.CONN_A3);
        if (state == "Wait_C2")
        {
            return stage;
        }

        stage.Receive(ChannelLeg.ClientOut, RtsPduKind.CONN_C2);
        string[] states = state.Split('/');
        if (states[1] == "Opened_A4W")
        {
            stage.StartRecycle().Handle(new Input.Connected(stage.OnSuccessor(ChannelLeg.ClientIn)));
        }

        if (states[2] == "Opened")
        {
            return stage;
        }

        stage.Receive(ChannelLeg.ClientOut, RtsPduKind.OUT_R1_A2).Handle(new Input.Connected(stage.OnSuccessor(ChannelLeg.ClientOut)));
        return states[2] switch
        {
            "Opened_A10W" => stage.Receive(ChannelLeg.ClientOut, RtsPduKind.OUT_R1_A6),
            "B3W" => stage.Receive(ChannelLeg.ClientOut, RtsPduKind.OUT_R2_A6),
            _ => stage,
        };
    }

    private static Stage InboundProxy(string state)
    {
        var stage = new Stage(new InboundProxyRole(new ProxyVariables()).Create(SamplePdus.Connection));
        stage.OnOrNew(ChannelLeg.ClientIn);
        if (state == "Open_Start")
        {
            return stage;
        }

        if (state is "Wait_B2_Connecting" or "Wait_B2")
        {
            stage.Receive(ChannelLeg.ClientIn, RtsPduKind.IN_R1_A1);
            return state == "Wait_B2" ? stage.Connect(ChannelLeg.ServerIn) : stage;
        }

        stage.Receive(ChannelLeg.ClientIn, RtsPduKind.CONN_B1);
        if (state == "B3W_Connecting")
        {
            return stage;
        }

        stage.Connect(ChannelLeg.ServerIn);
        if (state == "B3W")
        {
            return stage;
        }

        stage.Receive(ChannelLeg.ServerIn, RtsPduKind.CONN_B3);
        return state switch
        {
            "Opened_A5W" => stage.TakeIn(ChannelLeg.ClientIn, RtsPduKind.IN_R2_A1),
            "Draining" => stage.Receive(ChannelLeg.ClientIn, RtsPduKind.IN_R1_A5),
            _ => stage,
        };
    }

    private static Stage OutboundProxy(string state)
    {
        var stage = new Stage(new OutboundProxyRole(new ProxyVariables()).Create(SamplePdus.Connection));
        stage.OnOrNew(ChannelLeg.ClientOut);
        if (state == "Open_Start")
        {
            return stage;
        }

        if (state is "A11W_Connecting" or "A11W")
        {
            stage.Receive(ChannelLeg.ClientOut, RtsPduKind.OUT_R1_A3);
            return state == "A11W" ? stage.Connect(ChannelLeg.ServerOut) : stage;
        }

        stage.Receive(ChannelLeg.ClientOut, RtsPduKind.CONN_A1);
        if (state == "C1W_Connecting")
        {
            return stage;
        }

        stage.Connect(ChannelLeg.ServerOut);
        if (state == "C1W")
        {
            return stage;
        }

        stage.Receive(ChannelLeg.ServerOut, RtsPduKind.CONN_C1);
        if (state == "Draining")
        {
            return stage.Receive(ChannelLeg.ServerOut, RtsPduKind.OUT_R1_A9);
        }

        return state == "Opened" ? stage : OutR2(stage, state);
    }

    private static Stage OutR2(Stage stage, string state)
    {
        stage.TakeIn(ChannelLeg.ClientOut, RtsPduKind.OUT_R2_A3);
        if (state is "B1W" or "Opened_Draining")
        {
            stage.ReceiveOnSuccessor(ChannelLeg.ClientOut, RtsPduKind.OUT_R2_C1);
        }

        if (state is "B1OrC1W" or "B1W")
        {
            return stage;
        }

        stage.Receive(ChannelLeg.ServerOut, RtsPduKind.OUT_R2_B1);
        return state == "R2C1W" ? stage.Handle(new Input.Drained(stage.On(ChannelLeg.ClientOut))) : stage;
    }

    private static Stage Server(string state)
    {
        var stage = new Stage(new ServerRole(new ServerVariables()).Create(SamplePdus.Connection));
        if (state == "Open_Start")
        {
            return stage;
        }

        if (state == "A2W")
        {
            return stage.Receive(ChannelLeg.ServerIn, RtsPduKind.CONN_B2);
        }

        stage.Receive(ChannelLeg.ServerOut, RtsPduKind.CONN_A2);
        if (state == "B2W")
        {
            return stage;
        }

        stage.Receive(ChannelLeg.ServerIn, RtsPduKind.CONN_B2);
        if (state == "ServiceW")
        {
            return stage;
        }

        stage.Connect(ChannelLeg.Upper);
        string[] states = state.Split('/');
        if (states[1] != "Opened")
        {
            stage.TakeIn(ChannelLeg.ServerIn, RtsPduKind.IN_R1_A2);
        }

        if (states[1] == "Opened_B1W")
        {
            stage.Receive(ChannelLeg.ServerIn, RtsPduKind.IN_R1_A6);
        }

        if (states[2] != "Opened")
        {
            stage.StartRecycle();
        }

        return states[2] switch
        {
            "Opened_A8W" => stage.TakeIn(ChannelLeg.ServerOut, RtsPduKind.OUT_R1_A4),
            "Opened_R2A8W" => stage.Receive(ChannelLeg.ServerOut, RtsPduKind.OUT_R2_A4),
            _ => stage,
        };
    }
}
