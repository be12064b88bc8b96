using RpcHttpProxy.Core.Effects;
using RpcHttpProxy.Core.Machines;
using RpcHttpProxy.Protocol;
using static RpcHttpProxy.Core.OutboundProxy.OutboundProxyState;
using static RpcHttpProxy.Core.OutboundProxy.OutboundProxyTrigger;

namespace RpcHttpProxy.Core.OutboundProxy;

/// <summary>Figure 28: the outbound proxy's state machine.</summary>
internal sealed class OutboundProxyMachine : RoleMachine<OutboundProxyState, OutboundProxyTrigger, OutboundProxyConnection>
{
    public OutboundProxyMachine()
        : base("OutboundProxy", Open_Start, PROTOCOL_ERROR)
    {
        Machine.Configure(Live)                                                             // 3.2.4.5.14
            .Permit(CONN_CLOSE, Finished)
            .Permit(CONN_ERROR, Finished)
            .Permit(PROTOCOL_ERROR, Finished);

        Machine.Configure(Open_Start)                                                       // 3.2.4.5.1
            .SubstateOf(Live)
            .Permit(CONN_A1, C1W_Connecting)
            .Permit(EchoRequest, Finished);

        Machine.Configure(C1W_Connecting)                                                   // 3.2.4.5.3, step 1
            .SubstateOf(Live)
            .OnEntryFrom(Pdu(CONN_A1), ConnectToServer, "keep the PDU's variables, connect to the server")
            .Permit(ServerConnected, C1W);

        Machine.Configure(C1W)                                                              // 3.2.4.5.3
            .SubstateOf(Live)
            .OnEntryFrom(ServerConnected, Announce, "send CONN/A2, OUT channel response, CONN/A3")
            .Permit(CONN_C1, Opened);

        Machine.Configure(Opened)                                                           // 3.2.4.5.4
            .SubstateOf(Live)
            .OnEntryFrom(Pdu(CONN_C1), TellClient, "send CONN/C2");

        Machine.Configure(Finished)
            .OnEntryFrom(EchoRequest, AnswerEcho, "send echo response")                     // 3.2.4.5.13
            .OnEntry(() => Connection.Finish(Effects), "close all channels")                // 3.2.4.5.14
            .Ignore(CONN_CLOSE)
            .Ignore(CONN_ERROR)
            .Ignore(PROTOCOL_ERROR);
    }

    /// <summary>This thread's machine.</summary>
    public static OutboundProxyMachine ForThisThread => OfThisThread<OutboundProxyMachine>();

    protected override OutboundProxyState Read(OutboundProxyConnection connection) => connection.State;

    protected override void Write(OutboundProxyConnection connection, OutboundProxyState state) => connection.State = state;

    private void ConnectToServer(RtsPdu a1)
    {
        Connection.ClientOut.Cookie = a1.ChannelCookie;
        Connection.ServerOut.Cookie = a1.ChannelCookie;
        Connection.ClientOut.Sending.Window.Open(a1.ReceiveWindowSize);
        Effects.Add(new Effect.SetTimer(TimerKind.ConnectionSetup, Connection.Variables.SetupTimeout));
        Effects.Add(new Effect.OpenChannel(Connection.ServerOut));
    }

    private void Announce()
    {
        ProxyVariables variables = Connection.Variables;
        Effects.Add(new Effect.Send(Connection.ServerOut, RtsPdus.CONN_A2(
            Connection.Cookie, Connection.ClientOut.Cookie, variables.ChannelLifetime, variables.ReceiveWindowSize)));
        Effects.Add(new Effect.SendOutChannelResponse(Connection.ClientOut));
        Effects.Add(new Effect.Send(Connection.ClientOut, RtsPdus.CONN_A3(variables.ConnectionTimeout)));
    }

    /// <summary>C2 carries what C1 carries: window and time-out of the inbound proxy, which the client sends to.</summary>
    private void TellClient(RtsPdu c1)
    {
        Effects.Add(new Effect.CancelTimer(TimerKind.ConnectionSetup));
        Effects.Add(new Effect.Send(Connection.ClientOut, RtsPdus.CONN_C2(c1.ReceiveWindowSize, c1.ConnectionTimeout)));
        Effects.Add(new Effect.Opened());
    }

    private void AnswerEcho()
    {
        Connection.Blame(CloseReason.ClosedByHigherLayer, "the echo request was answered");
        Effects.Add(new Effect.SendEchoResponse(Connection.ClientOut));
    }
}
