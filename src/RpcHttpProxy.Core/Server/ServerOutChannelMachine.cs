using RpcHttpProxy.Core.Channels;
using RpcHttpProxy.Core.Machines;
using RpcHttpProxy.Protocol;
using static RpcHttpProxy.Core.Server.ServerOutChannelState;
using static RpcHttpProxy.Core.Server.ServerOutChannelTrigger;

namespace RpcHttpProxy.Core.Server;

/// <summary>Figure 29, box "OUT CHANNEL Recycle".</summary>
/// <remarks>Drawn in <c>state-diagrams/ServerOutChannel.svg</c>; each cell of its table: <c>specs/machines/ServerOutChannel.md</c>.</remarks>
internal sealed class ServerOutChannelMachine : RoleMachine<ServerOutChannelState, ServerOutChannelTrigger, ServerConnection>
{
    public ServerOutChannelMachine()
        : base("ServerOutChannel", Opened, new(Finished, CONN_CLOSE, CONN_ERROR, PROTOCOL_ERROR))
    {
        Live(Opened)                                                                        // 3.2.5.5.10, 3.2.5.5.12
            .OnEntryFrom(OUT_R1_A8, WithPdu(SwitchToSuccessor), "send OUT_R1/A9, switch to the successor")
            .OnEntryFrom(OUT_R2_A8, WithPdu(TakeCookie), "send OUT_R2/B1, or OUT_R2/B2 and end")
            .Permit(StartRecycle, Opened_A4W);

        Live(Opened_A4W)                                                                    // 3.2.5.5.15
            .OnEntryFrom(StartRecycle, AskForSuccessor, "set timer, send OUT_R2/A1")
            .Permit(OUT_R1_A4, Opened_A8W)                  // [rpch 3.2.5.5.9/1] in Opened_A4W only
            .Permit(OUT_R2_A4, Opened_R2A8W);               // [rpch 3.2.5.5.11/1] in Opened_A4W only

        Live(Opened_A8W)                                                                    // 3.2.5.5.9
            .OnEntryFrom(OUT_R1_A4, WithPdu(TakeSuccessor), "keep the PDU's variables, send OUT_R1/A5")
            .Permit(OUT_R1_A8, Opened);                     // [rpch 3.2.5.5.10/1] in Opened_A8W only

        Live(Opened_R2A8W)                                                                  // 3.2.5.5.11
            .OnEntryFrom(OUT_R2_A4, WithPdu(ExpectCookie), "keep the successor's cookie, send OUT_R2/A5")
            .Permit(OUT_R2_A8, Opened);                     // [rpch 3.2.5.5.12/1] in Opened_R2A8W only

        FinishConnection(ending => Connection.Follow(ending));         // 3.2.5.5.13
    }

    /// <summary>This thread's machine.</summary>
    public static ServerOutChannelMachine ForThisThread => OfThisThread<ServerOutChannelMachine>();

    protected override ServerOutChannelState Read(ServerConnection connection) => connection.OutState;

    protected override void Write(ServerConnection connection, ServerOutChannelState state) => connection.OutState = state;

    // [rpch 3.2.5.5.15/2-3] OUT_R2/A1, Opened_A4W
    private void AskForSuccessor()
    {
        Connection.SetTimer(TimerKind.OutRecycling, Connection.Variables.RecyclingTimeout);
        Connection.Send(Connection.OutChannel!, RtsPdus.OUT_R2_A1());
    }

    // [rpch 3.2.5.5.9/3] component, variables, OUT_R1/A5, Opened_A8W
    private void TakeSuccessor(RtsPdu a4)
    {
        Channel successor = Connection.OutSuccessor!;
        successor.Cookie = a4.SuccessorChannelCookie;
        successor.Sending.Window.Open(a4.ReceiveWindowSize);
        successor.Sending.LimitToRecycle(a4.ChannelLifetime, Connection.Variables.OutChannelReserve);
        Connection.OutChannelLifetime = a4.ChannelLifetime;
        Connection.Send(Connection.OutChannel!, RtsPdus.OUT_R1_A5(a4.ConnectionTimeout));
    }

    // [rpch 3.2.5.5.10/3] A9, switch, opened
    // [rpch 3.2.5.5.10/4] another cookie than the successor's is a protocol error
    private void SwitchToSuccessor(RtsPdu a8)
    {
        Connection.CancelTimer(TimerKind.OutRecycling);
        if (a8.SuccessorChannelCookie != Connection.OutSuccessor!.Cookie)
        {
            Connection.TrySetCloseReason(CloseReason.PredecessorMismatch, "OUT_R1/A8 names another channel than the successor");
            Machine.Fire(PROTOCOL_ERROR);
            return;
        }

        Connection.Send(Connection.OutChannel!, RtsPdus.OUT_R1_A9());
        Connection.SwitchOut();
    }

    // [rpch 3.2.5.5.11/3] the cookie is kept, OUT_R2/A5, Opened_R2A8W
    private void ExpectCookie(RtsPdu a4)
    {
        Connection.OutChannel!.Rename(a4.SuccessorChannelCookie); // The outbound proxy acknowledges under the new name from A4 on.
        Connection.Send(Connection.OutChannel!, RtsPdus.OUT_R2_A5());
    }

    // [rpch 3.2.5.5.12/3-4] the cookies are compared; the same: OUT_R2/B1, opened
    // [rpch 3.2.5.5.12/5] another: OUT_R2/B2, then the connection ends
    /// <summary>The leg to the outbound proxy stays: its window goes on, but what goes to the client is counted from 0 again.</summary>
    private void TakeCookie(RtsPdu a8)
    {
        Connection.CancelTimer(TimerKind.OutRecycling);
        Channel channel = Connection.OutChannel!;
        if (a8.SuccessorChannelCookie != channel.Cookie)
        {
            Connection.HasSentB2 = true;
            Connection.Send(channel, RtsPdus.OUT_R2_B2());
            Connection.TrySetCloseReason(CloseReason.PredecessorMismatch, "OUT_R2/A8 names another channel than the successor");
            Machine.Fire(PROTOCOL_ERROR);
            return;
        }

        channel.Sending.LimitToRecycle(Connection.OutChannelLifetime, Connection.Variables.OutChannelReserve);
        Connection.Send(channel, RtsPdus.OUT_R2_B1());
        Connection.Resume(channel);
    }
}
