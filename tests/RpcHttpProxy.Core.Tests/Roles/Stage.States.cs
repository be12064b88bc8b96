using RpcHttpProxy.Core.Channels;
using RpcHttpProxy.Core.Client;
using RpcHttpProxy.Core.InboundProxy;
using RpcHttpProxy.Core.Inputs;
using RpcHttpProxy.Core.OutboundProxy;
using RpcHttpProxy.Core.Server;
using RpcHttpProxy.Protocol;

namespace RpcHttpProxy.Core.Tests.Roles;

/* The inputs that lead into each state. */
internal sealed partial class Stage
{
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
