using RpcHttpProxy.Core.Effects;
using RpcHttpProxy.Core.Machines;
using RpcHttpProxy.Protocol;
using static RpcHttpProxy.Core.InboundProxy.InboundProxyState;
using static RpcHttpProxy.Core.InboundProxy.InboundProxyTrigger;

namespace RpcHttpProxy.Core.InboundProxy;

/// <summary>Figure 27: the inbound proxy's state machine.</summary>
internal sealed class InboundProxyMachine : RoleMachine<InboundProxyState, InboundProxyTrigger, InboundProxyConnection>
{
    public InboundProxyMachine()
        : base("InboundProxy", Open_Start, PROTOCOL_ERROR)
    {
        Machine.Configure(Live)                                                             // 3.2.3.5.10
            .Permit(CONN_CLOSE, Finished)
            .Permit(CONN_ERROR, Finished)
            .Permit(PROTOCOL_ERROR, Finished);

        Machine.Configure(Open_Start)                                                       // 3.2.3.5.1
            .SubstateOf(Live)
            .Permit(CONN_B1, B3W_Connecting)
            .Permit(EchoRequest, Finished);

        Machine.Configure(B3W_Connecting)                                                   // 3.2.3.5.3, step 1
            .SubstateOf(Live)
            .OnEntryFrom(Pdu(CONN_B1), ConnectToServer, "keep the PDU's variables, plug, connect to the server")
            .Permit(ServerConnected, B3W);

        Machine.Configure(B3W)                                                              // 3.2.3.5.3
            .SubstateOf(Live)
            .OnEntryFrom(ServerConnected, AnnounceToServer, "send CONN/B2")
            .Permit(CONN_B3, Opened);

        Machine.Configure(Opened)                                                           // 3.2.3.5.4
            .SubstateOf(Live)
            .OnEntryFrom(Pdu(CONN_B3), Unplug, "unplug");

        Machine.Configure(Finished)
            .OnEntryFrom(EchoRequest, AnswerEcho, "send echo response")                     // 3.2.3.5.9
            .OnEntry(() => Connection.Finish(Effects), "close all channels")                // 3.2.3.5.10
            .Ignore(CONN_CLOSE)
            .Ignore(CONN_ERROR)
            .Ignore(PROTOCOL_ERROR);
    }

    /// <summary>This thread's machine.</summary>
    public static InboundProxyMachine ForThisThread => OfThisThread<InboundProxyMachine>();

    protected override InboundProxyState Read(InboundProxyConnection connection) => connection.State;

    protected override void Write(InboundProxyConnection connection, InboundProxyState state) => connection.State = state;

    private void ConnectToServer(RtsPdu b1)
    {
        Connection.ClientIn.Cookie = b1.ChannelCookie;
        Connection.ServerIn.Cookie = b1.ChannelCookie;
        Connection.AssociationGroupId = b1.AssociationGroupId;
        Connection.ClientKeepalive = b1.ClientKeepalive;
        Connection.ChannelLifetime = b1.ChannelLifetime;
        Effects.Add(new Effect.SetTimer(TimerKind.ConnectionSetup, Connection.Variables.SetupTimeout));
        Effects.Add(new Effect.Plug(Connection.ServerIn));
        Effects.Add(new Effect.OpenChannel(Connection.ServerIn));
    }

    private void AnnounceToServer() =>
        Effects.Add(new Effect.Send(Connection.ServerIn, RtsPdus.CONN_B2(
            Connection.Cookie, Connection.ClientIn.Cookie, Connection.Variables.ReceiveWindowSize, Connection.Variables.ConnectionTimeout,
            Connection.AssociationGroupId, Connection.ClientIn.PeerAddress)));

    private void Unplug(RtsPdu b3)
    {
        Connection.ServerIn.Sending.Window.Open(b3.ReceiveWindowSize);
        Effects.Add(new Effect.CancelTimer(TimerKind.ConnectionSetup));
        Effects.Add(new Effect.Unplug(Connection.ServerIn));
        Effects.Add(new Effect.Opened());
    }

    private void AnswerEcho()
    {
        Connection.Blame(CloseReason.ClosedByHigherLayer, "the echo request was answered");
        Effects.Add(new Effect.SendEchoResponse(Connection.ClientIn));
    }
}
