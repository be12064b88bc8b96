using RpcHttpProxy.Core.Channels;
using RpcHttpProxy.Core.Machines;
using RpcHttpProxy.Protocol;
using static RpcHttpProxy.Core.Client.ClientOutChannelState;
using static RpcHttpProxy.Core.Client.ClientOutChannelTrigger;

namespace RpcHttpProxy.Core.Client;

// [rpch 3.2.2/5] figure 26
// [rpch 3.2.2.5.2/2] elsewhere opening has failed; once open, nothing waits for a successor's response
/// <summary>Figure 26: the client recycles its OUT channel when the server asks for it.</summary>
/// <remarks>Drawn in <c>state-diagrams/ClientOutChannel.svg</c>; each cell of its table: <c>specs/machines/ClientOutChannel.md</c>.</remarks>
internal sealed class ClientOutChannelMachine : RoleMachine<ClientOutChannelState, ClientOutChannelTrigger, ClientConnection>
{
    public ClientOutChannelMachine()
        : base("ClientOutChannel", Opened, new(Finished, CONN_CLOSE, CONN_ERROR, PROTOCOL_ERROR))
    {
        Live(Opened)                                                                        // 3.2.2.5.8, 3.2.2.5.10
            .OnEntryFrom(OUT_R1_A10, SwitchAndConfirm, "switch to the successor, send OUT_R1/A11, close the predecessor")
            .OnEntryFrom(OUT_R2_B3, Switch, "switch to the successor, close the predecessor")
            .Permit(OUT_R1_A2, Opened_A6W)                  // [rpch 3.2.2.5.6/1] in opened only
            .Ignore(OutChannelResponse);

        Live(Opened_A6W)                                                                    // 3.2.2.5.6
            .OnEntryFrom(OUT_R1_A2, RequestSuccessor, "set timer, send OUT channel request")
            .InternalTransition(OutChannelConnected, SendA3)
            .Permit(OUT_R1_A6, Opened_A10W)                 // [rpch 3.2.2.5.7/1] in Opened_A6W only
            .Permit(OUT_R2_A6, B3W)                         // [rpch 3.2.2.5.9/1] in Opened_A6W only
            .Ignore(OutChannelResponse);

        Live(Opened_A10W)                                                                   // 3.2.2.5.7
            .OnEntryFrom(OUT_R1_A6, WithPdu(ConfirmR1), "keep the time-out, send OUT_R1/A7")
            .Permit(OUT_R1_A10, Opened)                     // [rpch 3.2.2.5.8/1] in Opened_A10W only
            .Ignore(OutChannelResponse);

        Live(B3W)                                                                           // 3.2.2.5.9
            .OnEntryFrom(OUT_R2_A6, ConfirmR2, "send OUT_R2/A7, send OUT_R2/C1")
            .Permit(OUT_R2_B3, Opened)                      // [rpch 3.2.2.5.10/1] in B3W only
            .Ignore(OutChannelResponse);

        FinishConnection(ending => Connection.Follow(ending));         // 3.2.2.5.11
    }

    /// <summary>This thread's machine.</summary>
    public static ClientOutChannelMachine ForThisThread => OfThisThread<ClientOutChannelMachine>();

    protected override ClientOutChannelState Read(ClientConnection connection) => connection.OutState;

    protected override void Write(ClientConnection connection, ClientOutChannelState state) => connection.OutState = state;

    // [rpch 3.2.2.5.6/3] the successor's request, Opened_A6W
    private void RequestSuccessor()
    {
        Channel successor = Connection.BeginOutSuccessor();
        Connection.SetTimer(TimerKind.OutRecycling, Connection.Variables.SetupTimeout);
        Connection.Open(successor);
    }

    private void SendA3() => Connection.Send(Connection.OutSuccessor!, RtsPdus.OUT_R1_A3(
        Connection.Cookie, Connection.OutChannel.Cookie, Connection.OutSuccessor!.Cookie, Connection.Variables.ReceiveWindowSize));

    // [rpch 3.2.2.5.7/3] time-out, A7, Opened_A10W
    private void ConfirmR1(RtsPdu a6)
    {
        Connection.OutConnectionTimeout = a6.ConnectionTimeout;
        Connection.Send(Connection.InChannel, RtsPdus.OUT_R1_A7(Connection.OutSuccessor!.Cookie));
    }

    // [rpch 3.2.2.5.9/3] A7, C1, B3W
    private void ConfirmR2()
    {
        Connection.Send(Connection.InChannel, RtsPdus.OUT_R2_A7(Connection.OutSuccessor!.Cookie));
        Connection.Send(Connection.OutSuccessor!, RtsPdus.OUT_R2_C1());
    }

    // [rpch 3.2.2.5.8/3] switch, A11, predecessor closed
    private void SwitchAndConfirm()
    {
        Switch();
        Connection.Send(Connection.OutChannel, RtsPdus.OUT_R1_A11());
    }

    // [rpch 3.2.2.5.10/3] switch, predecessor closed
    private void Switch()
    {
        Connection.CancelTimer(TimerKind.OutRecycling);
        Connection.SwitchOut();
    }
}
