using RpcHttpProxy.Core.Machines;
using RpcHttpProxy.Protocol;
using static RpcHttpProxy.Core.InboundProxy.InboundProxyState;
using static RpcHttpProxy.Core.InboundProxy.InboundProxyTrigger;

namespace RpcHttpProxy.Core.InboundProxy;

/// <summary>Figure 27: the inbound proxy's state machine.</summary>
/// <remarks>Drawn in <c>state-diagrams/InboundProxy.svg</c>; each cell of its table: <c>specs/machines/InboundProxy.md</c>.</remarks>
internal sealed class InboundProxyMachine : RoleMachine<InboundProxyState, InboundProxyTrigger, InboundProxyConnection>
{
    public InboundProxyMachine()
        : base("InboundProxy", Open_Start, new(Finished, CONN_CLOSE, CONN_ERROR, PROTOCOL_ERROR))
    {
        Live(Open_Start)                                                                    // 3.2.3.5.1
            .Permit(CONN_B1, B3W_Connecting)                // [rpch 3.2.3.5.3/1] in Open_Start only
            .Permit(IN_R1_A1, Wait_B2_Connecting)
            .Permit(EchoRequest, Finished);                 // [rpch 3.2.3.5.9/1-2] in Open_Start: an echo request is a request of its own, and comes to no other state

        Live(B3W_Connecting)                                                                // 3.2.3.5.3, step 1
            .OnEntryFrom(CONN_B1, WithPdu(ConnectToServer), "keep the PDU's variables, plug, connect to the server")
            .Permit(ServerConnected, B3W);

        Live(B3W)                                                                           // 3.2.3.5.3
            .OnEntryFrom(ServerConnected, AnnounceToServer, "send CONN/B2")
            .Permit(CONN_B3, Opened);                       // [rpch 3.2.3.5.4/1] in B3W only

        Live(Wait_B2_Connecting)                                                            // 3.2.3.5.5.2
            .OnEntryFrom(IN_R1_A1, WithPdu(ConnectSuccessor), "keep the PDU's cookies, plug, connect to the server")
            .Permit(ServerConnected, Wait_B2);

        Live(Wait_B2)                                                                       // 3.2.3.5.5.2
            .OnEntryFrom(ServerConnected, AnnounceSuccessor, "send IN_R1/A2")
            .Permit(IN_R1_B2, Opened);                      // [rpch 3.2.3.5.7/1] in Wait_B2 only

        Live(Opened)                                                                        // 3.2.3.5.4, 3.2.3.5.7, 3.2.3.5.8
            .OnEntryFrom(CONN_B3, WithPdu(Unplug), "unplug")
            .OnEntryFrom(IN_R1_B2, WithPdu(Unplug), "unplug")
            .OnEntryFrom(IN_R2_A5, WithPdu(SwitchToSuccessor), "switch to the successor, close the predecessor")
            .Permit(IN_R2_A1, Opened_A5W)
            .Permit(IN_R1_A5, Draining);                    // [rpch 3.2.3.5.6/1] in opened only

        Live(Opened_A5W)                                                                    // 3.2.3.5.5.1
            .OnEntryFrom(IN_R2_A1, WithPdu(AnnounceSuccessorCookie), "send IN_R2/A2")
            .Permit(IN_R2_A5, Opened);                      // [rpch 3.2.3.5.8/1] in Opened_A5W only

        Live(Draining)                                                                      // 3.2.3.5.6
            .OnEntryFrom(IN_R1_A5, WithPdu(Drain), "remove row, send IN_R1/A6, send IN_R1/B1 behind what waits")
            .Permit(Drained, Finished);

        Machine.Configure(Finished)
            .OnEntryFrom(EchoRequest, AnswerEcho, "send echo response")                     // 3.2.3.5.9
            .OnEntryFrom(Drained, () => Connection.TrySetCloseReason(CloseReason.Recycled, "the successor IN channel goes by another proxy"))
            .OnEntry(() => Connection.Finish(), "close all channels");               // 3.2.3.5.10
    }

    /// <summary>This thread's machine.</summary>
    public static InboundProxyMachine ForThisThread => OfThisThread<InboundProxyMachine>();

    protected override InboundProxyState Read(InboundProxyConnection connection) => connection.State;

    protected override void Write(InboundProxyConnection connection, InboundProxyState state) => connection.State = state;

    // [rpch 3.2.3.5.3/3] connect, variables, plug (before what follows: reading-notes), CONN/B2, B3W
    private void ConnectToServer(RtsPdu b1)
    {
        Connection.ClientIn.Cookie = b1.ChannelCookie;
        Connection.ServerIn.Cookie = b1.ChannelCookie;
        Connection.AssociationGroupId = b1.AssociationGroupId;
        Connection.ClientKeepalive = b1.ClientKeepalive;
        Connection.ChannelLifetime = b1.ChannelLifetime;
        Connection.SetTimer(TimerKind.ConnectionSetup, Connection.Variables.SetupTimeout);
        Connection.Plug(Connection.ServerIn);
        Connection.Open(Connection.ServerIn);
    }

    // [rpch 2.2.3.5/1, 2.2.3.5.12/1] ClientAddress is the client's, whichever role sends it
    // [rpch 2.2.3.5/2, 2.2.3.5.13/1] AssociationGroupId is the client's, whichever role sends it
    private void AnnounceToServer()
    {
        Connection.SetKeepAlive(Connection.ServerIn, Connection.EffectiveKeepalive);
        Connection.Send(Connection.ServerIn, RtsPdus.CONN_B2(
            Connection.Cookie, Connection.ClientIn.Cookie, Connection.Variables.ReceiveWindowSize, Connection.Variables.ConnectionTimeout,
            Connection.AssociationGroupId, Connection.ClientIn.PeerAddress));
    }

    // [rpch 3.2.3.5.4/3, 3.2.3.5.7/3] window, unplug, opened
    private void Unplug(RtsPdu b3)
    {
        Connection.ServerIn.Sending.Window.Open(b3.ReceiveWindowSize);
        Connection.CancelTimer(TimerKind.ConnectionSetup);
        Connection.Unplug(Connection.ServerIn);
        Connection.ReportOpened();
    }

    // [rpch 3.2.1.1.1/1] a successor may go to another node than its predecessor: the client notices nothing of load balancing
    // [rpch 3.2.3.5.5.2/1-2] IN_R1: the steps in order
    private void ConnectSuccessor(RtsPdu a1)
    {
        Connection.ClientIn.Cookie = a1.SuccessorChannelCookie;
        Connection.ServerIn.Cookie = a1.SuccessorChannelCookie;
        Connection.PredecessorCookie = a1.PredecessorChannelCookie;
        Connection.SetTimer(TimerKind.ConnectionSetup, Connection.Variables.SetupTimeout);
        Connection.Plug(Connection.ServerIn);
        Connection.Open(Connection.ServerIn);
    }

    /// <summary>IN_R1/A1 names no keep-alive interval: what Keep-Alive has told meanwhile counts, or the default (3.2.3.2.1).</summary>
    private void AnnounceSuccessor()
    {
        Connection.SetKeepAlive(Connection.ServerIn, Connection.EffectiveKeepalive);
        Connection.Send(Connection.ServerIn, RtsPdus.IN_R1_A2(
            Connection.Cookie, Connection.PredecessorCookie, Connection.ClientIn.Cookie, Connection.Variables.ReceiveWindowSize,
            Connection.Variables.ConnectionTimeout));
    }

    // [rpch 3.2.3.5.5.1/1-2, 3.2.3.5.5.1/5] IN_R2: its event in Opened, the steps in order
    /// <summary>Both cookies name the leg to the server from here on: the server acknowledges with the new one once it has A2.</summary>
    private void AnnounceSuccessorCookie(RtsPdu a1)
    {
        Connection.Successor!.Cookie = a1.SuccessorChannelCookie;
        Connection.ServerIn.Rename(a1.SuccessorChannelCookie);
        Connection.SetTimer(TimerKind.InRecycling, Connection.Variables.SetupTimeout);
        Connection.Send(Connection.ServerIn, RtsPdus.IN_R2_A2(a1.SuccessorChannelCookie));
    }

    // [rpch 3.2.3.5.8/2-3] on the predecessor only: anything else is a protocol error
    // [rpch 3.2.3.5.8/4] switch, opened
    /// <summary>A5 that names another channel than the successor ends the successor, and the predecessor goes on (3.2.3.5.8).</summary>
    private void SwitchToSuccessor(RtsPdu a5)
    {
        Connection.CancelTimer(TimerKind.InRecycling);
        Connection.Switch(a5.SuccessorChannelCookie == Connection.Successor!.Cookie);
    }

    // [rpch 3.2.3.5.6/3] A6, what waits, B1, closed
    /// <summary>A6 is no fence: the server takes what waits on the predecessor behind it (3.2.3.5.6).</summary>
    private void Drain(RtsPdu a5)
    {
        Connection.RemoveRow();
        Connection.SetTimer(TimerKind.InRecycling, Connection.Variables.SetupTimeout);
        Connection.Send(Connection.ServerIn, RtsPdus.IN_R1_A6(a5.SuccessorChannelCookie));
        Connection.SendFence(Connection.ServerIn, RtsPdus.IN_R1_B1());
    }

    // [rpch 3.2.3.5.9/3] the response, finished
    private void AnswerEcho()
    {
        Connection.TrySetCloseReason(CloseReason.ClosedByHigherLayer, "the echo request was answered");
        Connection.AnswerEcho(Connection.ClientIn);
    }
}
