using RpcHttpProxy.Core.Machines;
using RpcHttpProxy.Protocol;
using static RpcHttpProxy.Core.OutboundProxy.OutboundProxyState;
using static RpcHttpProxy.Core.OutboundProxy.OutboundProxyTrigger;

namespace RpcHttpProxy.Core.OutboundProxy;

/// <summary>Figure 28: the outbound proxy's state machine.</summary>
/// <remarks>Drawn in <c>state-diagrams/OutboundProxy.svg</c>; each cell of its table: <c>specs/machines/OutboundProxy.md</c>.</remarks>
internal sealed class OutboundProxyMachine : RoleMachine<OutboundProxyState, OutboundProxyTrigger, OutboundProxyConnection>
{
    public OutboundProxyMachine()
        : base("OutboundProxy", Open_Start, new(Finished, CONN_CLOSE, CONN_ERROR, PROTOCOL_ERROR))
    {
        Live(Open_Start)                                                                    // 3.2.4.5.1
            .Permit(CONN_A1, C1W_Connecting)                // [rpch 3.2.4.5.3/1] in Open_Start only
            .Permit(OUT_R1_A3, A11W_Connecting)
            .Permit(EchoRequest, Finished);                 // [rpch 3.2.4.5.13/1-2] in Open_Start: an echo request is a request of its own, and comes to no other state

        Live(C1W_Connecting)                                                                // 3.2.4.5.3, step 1
            .OnEntryFrom(CONN_A1, WithPdu(ConnectToServer), "keep the PDU's variables, connect to the server")
            .Permit(ServerConnected, C1W);

        Live(C1W)                                                                           // 3.2.4.5.3
            .OnEntryFrom(ServerConnected, Announce, "send CONN/A2, OUT channel response, CONN/A3")
            .Permit(CONN_C1, Opened);                       // [rpch 3.2.4.5.4/1] in C1W only

        Live(A11W_Connecting)                                                               // 3.2.4.5.6.2
            .OnEntryFrom(OUT_R1_A3, WithPdu(ConnectSuccessor), "keep the PDU's variables, plug, connect to the server")
            .Permit(ServerConnected, A11W);

        Live(A11W)                                                                          // 3.2.4.5.6.2
            .OnEntryFrom(ServerConnected, AnnounceSuccessor, "send OUT_R1/A4")
            .InternalTransition(OUT_R1_A1, WithPdu(a1 => PassOn(a1, RtsPduKind.OUT_R1_A2))) // early
            .Permit(OUT_R1_A11, Opened);                    // [rpch 3.2.4.5.9/1] in A11W only

        Live(Opened)                                                                        // 3.2.4.5.4, 5, 7, 9–12
            .OnEntryFrom(CONN_C1, WithPdu(TellClient), "send CONN/C2")
            .OnEntryFrom(OUT_R1_A11, BeginOut, "send OUT channel response, unplug")
            .OnEntryFrom(OUT_R2_C1, () => Respond(TimerKind.OutRecycling), "send OUT channel response, unplug")
            .OnEntryFrom(Drained, FinishSwitch, "close the predecessor, send OUT channel response, unplug")
            .OnEntryFrom(OUT_R2_B2, () => Connection.DropSuccessor(), "close the successor")
            .InternalTransition(OUT_R1_A1, WithPdu(a1 => PassOn(a1, RtsPduKind.OUT_R1_A2)))
            .InternalTransition(OUT_R1_A5, WithPdu(a5 => PassOn(a5, RtsPduKind.OUT_R1_A6))) // [rpch 3.2.4.5.7/1] in opened only
            .Permit(OUT_R1_A9, Draining)                    // [rpch 3.2.4.5.8/1] in opened only
            .Permit(OUT_R2_A3, B1OrC1W);

        Live(B1OrC1W)                                                                       // 3.2.4.5.6.1
            .OnEntryFrom(OUT_R2_A3, WithPdu(AnnounceSuccessorCookie), "keep the PDU's variables, plug the successor, send OUT_R2/A4")
            .Permit(OUT_R2_B1, R2C1W_Draining)              // [rpch 3.2.4.5.10/1] in B1OrC1W and B1W only
            .Permit(OUT_R2_C1, B1W)                         // [rpch 3.2.4.5.11/4] in B1OrC1W: B1W
            .Permit(OUT_R2_B2, Opened);                     // [rpch 3.2.4.5.12/1] in B1W; ours in B1OrC1W, too: the server knows nothing of C1

        Live(B1W)                                                                           // 3.2.4.5.11
            .Permit(OUT_R2_B1, Opened_Draining)
            .Permit(OUT_R2_B2, Opened);

        Live(R2C1W_Draining)                                                                // 3.2.4.5.10
            .OnEntryFrom(OUT_R2_B1, DrainPredecessor, "switch to the successor, send OUT_R2/B3 behind what waits")
            .InternalTransition(OUT_R1_A1, WithPdu(a1 => PassOn(a1, RtsPduKind.OUT_R1_A2))) // early
            .Permit(OUT_R2_C1, Opened_Draining)
            .Permit(Drained, R2C1W);

        Live(Opened_Draining)                                                               // 3.2.4.5.10
            .OnEntryFrom(OUT_R2_B1, DrainPredecessor, "switch to the successor, send OUT_R2/B3 behind what waits")
            .InternalTransition(OUT_R1_A1, WithPdu(a1 => PassOn(a1, RtsPduKind.OUT_R1_A2))) // early
            .Permit(Drained, Opened);

        Live(R2C1W)                                                                         // 3.2.4.5.10
            .OnEntryFrom(Drained, () => Connection.DropPredecessor(), "close the predecessor")
            .InternalTransition(OUT_R1_A1, WithPdu(a1 => PassOn(a1, RtsPduKind.OUT_R1_A2))) // early
            .Permit(OUT_R2_C1, Opened);                     // [rpch 3.2.4.5.11/1] in R2C1W, and in B1OrC1W

        Live(Draining)                                                                      // 3.2.4.5.8
            .OnEntryFrom(OUT_R1_A9, Drain, "remove row, send OUT_R1/A10 behind what waits")
            .Permit(Drained, Finished);

        Machine.Configure(Finished)
            .OnEntryFrom(EchoRequest, AnswerEcho, "send echo response")                     // 3.2.4.5.13
            .OnEntryFrom(Drained, () => Connection.TrySetCloseReason(CloseReason.Recycled, "the successor OUT channel goes by another proxy"))
            .OnEntry(() => Connection.Finish(), "close all channels");               // 3.2.4.5.14
    }

    /// <summary>This thread's machine.</summary>
    public static OutboundProxyMachine ForThisThread => OfThisThread<OutboundProxyMachine>();

    protected override OutboundProxyState Read(OutboundProxyConnection connection) => connection.State;

    protected override void Write(OutboundProxyConnection connection, OutboundProxyState state) => connection.State = state;

    // [rpch 3.2.4.5.3/3] connect, CONN/A2, the response, CONN/A3, C1W
    private void ConnectToServer(RtsPdu a1)
    {
        Connection.ClientOut.Cookie = a1.ChannelCookie;
        Connection.ServerOut.Cookie = a1.ChannelCookie;
        Connection.ClientOut.Sending.Window.Open(a1.ReceiveWindowSize);
        Connection.SetTimer(TimerKind.ConnectionSetup, Connection.Variables.SetupTimeout);
        Connection.Open(Connection.ServerOut);
    }

    // [rpch 3.2.4.5.6.2/1] the steps, in order
    private void ConnectSuccessor(RtsPdu a3)
    {
        Connection.ClientOut.Cookie = a3.SuccessorChannelCookie;
        Connection.ServerOut.Cookie = a3.SuccessorChannelCookie;
        Connection.PredecessorCookie = a3.PredecessorChannelCookie;
        Connection.ClientOut.Sending.Window.Open(a3.ReceiveWindowSize);
        Connection.SetTimer(TimerKind.ConnectionSetup, Connection.Variables.SetupTimeout);
        Connection.Plug(Connection.ClientOut);
        Connection.Open(Connection.ServerOut);
    }

    private void AnnounceSuccessor() =>
        Connection.Send(Connection.ServerOut, RtsPdus.OUT_R1_A4(
            Connection.Cookie, Connection.PredecessorCookie, Connection.ClientOut.Cookie, Connection.Variables.ChannelLifetime,
            Connection.Variables.ReceiveWindowSize, Connection.ConnectionTimeout));

    // [rpch 3.2.4.5.6.1/1] the steps, in order
    /// <summary>Both cookies name the leg to the server from here on: the server knows the new one once it has A4.</summary>
    private void AnnounceSuccessorCookie(RtsPdu a3)
    {
        Connection.Successor!.Cookie = a3.SuccessorChannelCookie;
        Connection.Successor.Sending.Window.Open(a3.ReceiveWindowSize);
        Connection.ServerOut.Rename(a3.SuccessorChannelCookie);
        Connection.SetTimer(TimerKind.OutRecycling, Connection.Variables.SetupTimeout);
        Connection.Plug(Connection.Successor);
        Connection.Send(Connection.ServerOut, RtsPdus.OUT_R2_A4(a3.SuccessorChannelCookie));
        Connection.ShortenPings();
    }

    // [rpch 3.2.4.5.10/4] in B1OrC1W: B3 behind what waits, R2C1W
    /// <summary>What comes from the server behind B1 is the successor's; the predecessor still has its queue and B3 to send.</summary>
    private void DrainPredecessor()
    {
        Connection.SwitchToSuccessor();
        Connection.SendFence(Connection.Predecessor!, RtsPdus.OUT_R2_B3());
    }

    // [rpch 3.2.4.5.10/3] in B1W: B3 behind what waits, predecessor closed, the response, unplug, opened
    /// <summary>The response header never goes before B3 went out on the predecessor: FreeRDP disconnects otherwise.</summary>
    private void FinishSwitch()
    {
        Connection.DropPredecessor();
        Respond(TimerKind.OutRecycling);
    }

    // [rpch 3.2.4.5.9/3] the response, unplug, opened
    private void BeginOut()
    {
        Respond(TimerKind.ConnectionSetup);
        Connection.StartPings(isSuccessor: true);
        Connection.ReportOpened();
    }

    // [rpch 3.2.4.5.11/3] in R2C1W: the response, unplug, opened
    private void Respond(TimerKind timer)
    {
        Connection.CancelTimer(timer);
        Connection.Respond(Connection.ClientOut);
        Connection.Unplug(Connection.ClientOut);
    }

    // [rpch 3.2.4.5.5/1] OUT_R1/A1 in opened; ours in A11W and while OUT_R2/B3 waits, too (reading-notes)
    // [rpch 3.2.4.5.5/3] OUT_R1/A2 or OUT_R2/A2 to the client
    // [rpch 3.2.4.5.7/3] OUT_R1/A6 on the default channel
    private void PassOn(RtsPdu pdu, RtsPduKind name) =>
        Connection.Forward(Connection.ClientOut, pdu.Named(name));

    // [rpch 3.2.4.5.8/3] A10 behind what waits, closed
    private void Drain()
    {
        Connection.RemoveRow();
        Connection.SetTimer(TimerKind.OutRecycling, Connection.Variables.SetupTimeout);
        Connection.SendFence(Connection.ClientOut, RtsPdus.OUT_R1_A10());
    }

    // [rpch 3.2.4.5.3/10] the PDU's window is the client's
    private void Announce()
    {
        ProxyVariables variables = Connection.Variables;
        Connection.Send(Connection.ServerOut, RtsPdus.CONN_A2(
            Connection.Cookie, Connection.ClientOut.Cookie, variables.ChannelLifetime, variables.ReceiveWindowSize));
        Connection.Respond(Connection.ClientOut);
        Connection.Send(Connection.ClientOut, RtsPdus.CONN_A3(Connection.ConnectionTimeout));
        Connection.StartPings(isSuccessor: false);
    }

    // [rpch 3.2.4.5.4/3] CONN/C2, opened
    /// <summary>C2 carries what C1 carries: window and time-out of the inbound proxy, which the client sends to.</summary>
    private void TellClient(RtsPdu c1)
    {
        Connection.CancelTimer(TimerKind.ConnectionSetup);
        Connection.Send(Connection.ClientOut, RtsPdus.CONN_C2(c1.ReceiveWindowSize, c1.ConnectionTimeout));
        Connection.ReportOpened();
    }

    // [rpch 3.2.4.5.13/3] the response, finished
    private void AnswerEcho()
    {
        Connection.TrySetCloseReason(CloseReason.ClosedByHigherLayer, "the echo request was answered");
        Connection.AnswerEcho(Connection.ClientOut);
    }
}
