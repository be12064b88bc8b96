using RpcHttpProxy.Core.Channels;
using RpcHttpProxy.Core.Client;
using RpcHttpProxy.Core.Effects;
using RpcHttpProxy.Core.InboundProxy;
using RpcHttpProxy.Core.Inputs;
using RpcHttpProxy.Core.OutboundProxy;
using RpcHttpProxy.Core.Server;
using RpcHttpProxy.Core.VirtualConnections;
using RpcHttpProxy.Protocol;

namespace RpcHttpProxy.Core.Tests.Roles;

/// <summary>A connection of one role, brought into a state by the inputs that lead there. Effects are looked at, not carried out, but for plugs.</summary>
internal sealed class Stage
{
    private Stage(VirtualConnection connection) => Connection = connection;

    /// <summary>The connection.</summary>
    public VirtualConnection Connection { get; }

    /// <summary>The effects of the last input.</summary>
    public EffectBuffer Effects { get; } = new();

    /// <summary>The states a connection of this role can be in, without the last, in their order.</summary>
    public static string[] LivingStates(RoleName role) => role switch
    {
        RoleName.Client => ["Start", "OUT_Channel_Wait", "Wait_A3W", "Wait_C2", "Opened"],
        RoleName.InboundProxy => ["Open_Start", "B3W_Connecting", "B3W", "Opened"],
        RoleName.OutboundProxy => ["Open_Start", "C1W_Connecting", "C1W", "Opened"],
        _ => ["Open_Start", "A2W", "B2W", "ServiceW", "Opened"],
    };

    /// <summary>The legs on which RTS PDUs can come in this role.</summary>
    public static ChannelLeg[] Legs(RoleName role) => role switch
    {
        RoleName.Client => [ChannelLeg.ClientIn, ChannelLeg.ClientOut],
        RoleName.InboundProxy => [ChannelLeg.ClientIn, ChannelLeg.ServerIn],
        RoleName.OutboundProxy => [ChannelLeg.ClientOut, ChannelLeg.ServerOut],
        _ => [ChannelLeg.ServerIn, ChannelLeg.ServerOut],
    };

    /// <summary>A connection of this role in this state.</summary>
    public static Stage At(RoleName role, string state)
    {
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

    /// <summary>The channel on a leg; null when the connection has none there.</summary>
    public Channel? Find(ChannelLeg leg) => Connection.Channels.SingleOrDefault(channel => channel.Leg == leg);

    /// <summary>The channel on a leg.</summary>
    public Channel On(ChannelLeg leg) => Find(leg) ?? throw new InvalidOperationException($"No channel on {leg}.");

    /// <summary>The channel on a leg; a newcomer is taken in when there is none.</summary>
    public Channel OnOrNew(ChannelLeg leg)
    {
        if (Find(leg) is { } there) return there;

        var newcomer = new Channel(leg) { PeerAddress = SamplePdus.Client };
        Connection.Attach(newcomer);
        return newcomer;
    }

    /// <summary>Feeds one input; <see cref="Effects"/> are then those of this input alone.</summary>
    public Stage Handle(Input input)
    {
        Effects.Clear();
        Connection.Handle(input, Effects);
        foreach (Effect effect in Effects.ToArray())
        {
            if (effect is Effect.Plug plug) plug.Channel.Sending.Plug();
            if (effect is Effect.Unplug unplug) unplug.Channel.Sending.Unplug();
        }

        return this;
    }

    public Stage Receive(ChannelLeg leg, RtsPdu pdu) => Handle(new Input.RtsReceived(OnOrNew(leg), pdu));

    public Stage Receive(ChannelLeg leg, RtsPduKind kind) => Receive(leg, SamplePdus.Of(kind));

    public Stage Connect(ChannelLeg leg) => Handle(new Input.Connected(On(leg)));

    /// <summary>The effects of the last input as text, moves left out.</summary>
    public string[] EffectTexts() => [.. Effects.ToArray().Where(effect => effect is not Effect.Transitioned).Select(effect => effect.ToString())];

    private static Stage Client(string state)
    {
        var stage = new Stage(new ClientConnection(
            SamplePdus.Connection, SamplePdus.ChannelCookies(), new ClientVariables { AssociationGroupId = SamplePdus.Group }));
        if (state == "Start") return stage;

        stage.Handle(new Input.OpenRequested()).Connect(ChannelLeg.ClientIn).Connect(ChannelLeg.ClientOut);
        if (state == "OUT_Channel_Wait") return stage;

        stage.Handle(new Input.OutChannelResponse(stage.On(ChannelLeg.ClientOut)));
        if (state == "Wait_A3W") return stage;

        stage.Receive(ChannelLeg.ClientOut, RtsPduKind.CONN_A3);
        return state == "Wait_C2" ? stage : stage.Receive(ChannelLeg.ClientOut, RtsPduKind.CONN_C2);
    }

    private static Stage InboundProxy(string state)
    {
        var stage = new Stage(new InboundProxyRole(new ProxyVariables()).Create(SamplePdus.Connection));
        stage.OnOrNew(ChannelLeg.ClientIn);
        if (state == "Open_Start") return stage;

        stage.Receive(ChannelLeg.ClientIn, RtsPduKind.CONN_B1);
        if (state == "B3W_Connecting") return stage;

        stage.Connect(ChannelLeg.ServerIn);
        return state == "B3W" ? stage : stage.Receive(ChannelLeg.ServerIn, RtsPduKind.CONN_B3);
    }

    private static Stage OutboundProxy(string state)
    {
        var stage = new Stage(new OutboundProxyRole(new ProxyVariables()).Create(SamplePdus.Connection));
        stage.OnOrNew(ChannelLeg.ClientOut);
        if (state == "Open_Start") return stage;

        stage.Receive(ChannelLeg.ClientOut, RtsPduKind.CONN_A1);
        if (state == "C1W_Connecting") return stage;

        stage.Connect(ChannelLeg.ServerOut);
        return state == "C1W" ? stage : stage.Receive(ChannelLeg.ServerOut, RtsPduKind.CONN_C1);
    }

    private static Stage Server(string state)
    {
        var stage = new Stage(new ServerRole(new ServerVariables()).Create(SamplePdus.Connection));
        if (state == "Open_Start") return stage;

        if (state == "A2W") return stage.Receive(ChannelLeg.ServerIn, RtsPduKind.CONN_B2);

        stage.Receive(ChannelLeg.ServerOut, RtsPduKind.CONN_A2);
        if (state == "B2W") return stage;

        stage.Receive(ChannelLeg.ServerIn, RtsPduKind.CONN_B2);
        return state == "ServiceW" ? stage : stage.Connect(ChannelLeg.Upper);
    }
}
