using RpcHttpProxy.Core.Channels;
using RpcHttpProxy.Core.Machines;
using RpcHttpProxy.Protocol;
using static RpcHttpProxy.Core.Client.ClientInChannelState;
using static RpcHttpProxy.Core.Client.ClientInChannelTrigger;

namespace RpcHttpProxy.Core.Client;

// [rpch 3.2.2/4] figure 25
/// <summary>Figure 25: the client recycles its IN channel.</summary>
/// <remarks>Drawn in <c>state-diagrams/ClientInChannel.svg</c>; each cell of its table: <c>specs/machines/ClientInChannel.md</c>.</remarks>
internal sealed class ClientInChannelMachine : RoleMachine<ClientInChannelState, ClientInChannelTrigger, ClientConnection>
{
    public ClientInChannelMachine()
        : base("ClientInChannel", Opened, new(Finished, CONN_CLOSE, CONN_ERROR, PROTOCOL_ERROR))
    {
        Live(Opened)                                                                        // 3.2.2.5.5, 3.2.2.5.12
            .OnEntryFrom(IN_R1_A4, WithPdu(TakeVariablesAndSwitch), "keep window and time-out, switch to the successor, send IN_R1/A5")
            .OnEntryFrom(IN_R2_A4, SwitchKeepingVariables, "switch to the successor, send IN_R2/A5")
            .InternalTransition(Drained, UnplugSuccessor)
            .Permit(StartRecycle, Opened_A4W);

        Live(Opened_A4W)                                                                    // 3.2.2.5.12
            .OnEntryFrom(StartRecycle, RequestSuccessor, "set timer, send IN channel request")
            .InternalTransition(InChannelConnected, SendA1)
            .Permit(IN_R1_A4, Opened)                       // [rpch 3.2.2.5.5/1] in Opened_A4W only
            .Permit(IN_R2_A4, Opened);

        FinishConnection(ending => Connection.Follow(ending));         // 3.2.2.5.11
    }

    /// <summary>This thread's machine.</summary>
    public static ClientInChannelMachine ForThisThread => OfThisThread<ClientInChannelMachine>();

    protected override ClientInChannelState Read(ClientConnection connection) => connection.InState;

    protected override void Write(ClientConnection connection, ClientInChannelState state) => connection.InState = state;

    // [rpch 3.2.2.5.12/2-3] the successor's request, IN_R1/A1 behind it, Opened_A4W
    private void RequestSuccessor()
    {
        Channel successor = Connection.BeginInSuccessor();
        Connection.SetTimer(TimerKind.InRecycling, Connection.Variables.SetupTimeout);
        Connection.Open(successor);
    }

    private void SendA1() => Connection.Send(Connection.InSuccessor!, RtsPdus.IN_R1_A1(
        Connection.Cookie, Connection.InChannel.Cookie, Connection.InSuccessor!.Cookie));

    // [rpch 3.2.2.5.5/3] variables, switch, A5, in that order; unplugged when A5 has been written
    private void TakeVariablesAndSwitch(RtsPdu a4)
    {
        Connection.InConnectionTimeout = a4.ConnectionTimeout;
        Connection.StartPings();
        Switch(a4.ReceiveWindowSize, RtsPdus.IN_R1_A5(Connection.InSuccessor!.Cookie));
    }

    /// <summary>IN_R2/A4 carries no variables: those of the same proxy stay.</summary>
    private void SwitchKeepingVariables() =>
        Switch(Connection.InChannel.Sending.Window.PeerReceiveWindow, RtsPdus.IN_R2_A5(Connection.InSuccessor!.Cookie));

    private void Switch(uint window, RtsPdu a5)
    {
        Channel predecessor = Connection.SwitchIn(window);
        Connection.Send(Connection.InChannel, RtsPdus.KeepAlive(Connection.Variables.ClientKeepalive)); // A1 carries none.
        Connection.SendFence(predecessor, a5);
    }

    /// <summary>Until A5 has been written the timer runs: nothing else would ever unplug the successor.</summary>
    private void UnplugSuccessor()
    {
        Connection.IsA5Due = false;
        Connection.CancelTimer(TimerKind.InRecycling);
        Connection.Unplug(Connection.InChannel);
    }
}
