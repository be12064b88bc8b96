using RpcHttpProxy.Core.Channels;
using RpcHttpProxy.Core.Machines;
using RpcHttpProxy.Core.VirtualConnections;
using RpcHttpProxy.Protocol;
using static RpcHttpProxy.Core.Client.ClientOutChannelState;
using static RpcHttpProxy.Core.Client.ClientOutChannelTrigger;

namespace RpcHttpProxy.Core.Client;

/// <summary>Figure 26: the client recycles its OUT channel when the server asks for it.</summary>
internal sealed class ClientOutChannelMachine : RoleMachine<ClientOutChannelState, ClientOutChannelTrigger, ClientConnection>
{
    public ClientOutChannelMachine()
        : base("ClientOutChannel", Opened, new(Finished, CONN_CLOSE, CONN_ERROR, PROTOCOL_ERROR))
    {
        Live(Opened)                                                                        // 3.2.2.5.8, 3.2.2.5.10
            .OnEntryFrom(OUT_R1_A10, SwitchAndConfirm, "switch to the successor, send OUT_R1/A11, close the predecessor")
            .OnEntryFrom(OUT_R2_B3, Switch, "switch to the successor, close the predecessor")
            .Permit(OUT_R1_A2, Opened_A6W)
            .Ignore(OutChannelResponse);

        Live(Opened_A6W)                                                                    // 3.2.2.5.6
            .OnEntryFrom(OUT_R1_A2, RequestSuccessor, "set timer, send OUT channel request")
            .InternalTransition(OutChannelConnected, SendA3)
            .Permit(OUT_R1_A6, Opened_A10W)
            .Permit(OUT_R2_A6, B3W)
            .Ignore(OutChannelResponse);

        Live(Opened_A10W)                                                                   // 3.2.2.5.7
            .OnEntryFrom(OUT_R1_A6, WithPdu(ConfirmR1), "keep the time-out, send OUT_R1/A7")
            .Permit(OUT_R1_A10, Opened)
            .Ignore(OutChannelResponse);

        Live(B3W)                                                                           // 3.2.2.5.9
            .OnEntryFrom(OUT_R2_A6, ConfirmR2, "send OUT_R2/A7, send OUT_R2/C1")
            .Permit(OUT_R2_B3, Opened)
            .Ignore(OutChannelResponse);

        FinishConnection(ending => Connection.Follow(ending));         // 3.2.2.5.11
    }

    /// <summary>This thread's machine.</summary>
    public static ClientOutChannelMachine ForThisThread => OfThisThread<ClientOutChannelMachine>();

    protected override ClientOutChannelState Read(ClientConnection connection) => connection.OutState;

    protected override void Write(ClientConnection connection, ClientOutChannelState state) => connection.OutState = state;

    private void RequestSuccessor()
    {
        Channel successor = Connection.BeginOutSuccessor();
        Connection.SetTimer(TimerKind.OutRecycling, Connection.Variables.SetupTimeout);
        Connection.Open(successor);
    }

    private void SendA3() => Connection.Send(Connection.OutSuccessor!, RtsPdus.OUT_R1_A3(
        Connection.Cookie, Connection.OutChannel.Cookie, Connection.OutSuccessor!.Cookie, Connection.Variables.ReceiveWindowSize));

    private void ConfirmR1(RtsPdu a6)
    {
        Connection.OutConnectionTimeout = a6.ConnectionTimeout;
        Connection.Send(Connection.InChannel, RtsPdus.OUT_R1_A7(Connection.OutSuccessor!.Cookie));
    }

    private void ConfirmR2()
    {
        Connection.Send(Connection.InChannel, RtsPdus.OUT_R2_A7(Connection.OutSuccessor!.Cookie));
        Connection.Send(Connection.OutSuccessor!, RtsPdus.OUT_R2_C1());
    }

    private void SwitchAndConfirm()
    {
        Switch();
        Connection.Send(Connection.OutChannel, RtsPdus.OUT_R1_A11());
    }

    private void Switch()
    {
        Connection.CancelTimer(TimerKind.OutRecycling);
        Connection.SwitchOut();
    }
}
