using RpcHttpProxy.Core.Machines;
using RpcHttpProxy.Protocol;
using static RpcHttpProxy.Core.Client.ClientOpenState;
using static RpcHttpProxy.Core.Client.ClientOpenTrigger;

namespace RpcHttpProxy.Core.Client;

// [rpch 3.2.1.5.3.1] figure 17
// [rpch 3.2.2/3] figure 24
/// <summary>Figure 24: the client opens a virtual connection.</summary>
/// <remarks>Drawn in <c>state-diagrams/ClientOpen.svg</c>; each cell of its table: <c>specs/machines/ClientOpen.md</c>.</remarks>
internal sealed class ClientOpenMachine : RoleMachine<ClientOpenState, ClientOpenTrigger, ClientConnection>
{
    public ClientOpenMachine()
        : base("ClientOpen", Start, new(Finished, CONN_CLOSE, CONN_ERROR, PROTOCOL_ERROR))
    {
        Live(Start)
            .Permit(Open, OUT_Channel_Wait);

        Live(OUT_Channel_Wait)                                                              // 3.2.2.4.1.2, 3.2.2.5.2
            .OnEntryFrom(Open, RequestChannels, "send IN channel request, send OUT channel request")
            .InternalTransition(OutChannelConnected, SendA1)
            .InternalTransition(InChannelConnected, SendB1)
            .Permit(OutChannelResponse, Wait_A3W);          // [rpch 3.2.2.5.2/1] in OUT_Channel_Wait only

        Live(Wait_A3W)                                                                      // 3.2.2.5.3
            .InternalTransition(InChannelConnected, SendB1)
            .Permit(CONN_A3, Wait_C2);                      // [rpch 3.2.2.5.3/1] in Wait_A3W only

        Live(Wait_C2)                                                                       // 3.2.2.5.4
            .OnEntryFrom(CONN_A3, WithPdu(KeepOutVariables), "keep the OUT channel's connection time-out")
            .InternalTransition(InChannelConnected, SendB1)
            .Permit(CONN_C2, Opened);                       // [rpch 3.2.2.5.4/1] in Wait_C2 only

        Live(Opened)                                                                        // 3.2.2.5.4
            .OnEntryFrom(CONN_C2, WithPdu(ReportOpened), "keep the IN channel's window and time-out, report opened");

        Machine.Configure(Finished)
            .OnEntry(() => Connection.Finish(), "close all channels");               // 3.2.2.5.11
    }

    /// <summary>This thread's machine.</summary>
    public static ClientOpenMachine ForThisThread => OfThisThread<ClientOpenMachine>();

    protected override ClientOpenState Read(ClientConnection connection) => connection.State;

    protected override void Write(ClientConnection connection, ClientOpenState state) => connection.State = state;

    // [rpch 2.1.2.1/6] a virtual connection is a pair of requests
    // [rpch 3.2.2.4.1.2/1] request IN, request OUT, CONN/A1, CONN/B1
    private void RequestChannels()
    {
        Connection.SetTimer(TimerKind.ConnectionSetup, Connection.Variables.SetupTimeout);
        Connection.Open(Connection.InChannel);
        Connection.Open(Connection.OutChannel);
    }

    // [rpch 3.2.2.4.1.2/2] A1 behind its own request, B1 behind its own (reading-notes)
    private void SendA1() => Connection.Send(Connection.OutChannel, RtsPdus.CONN_A1(
        Connection.Cookie, Connection.OutChannel.Cookie, Connection.Variables.ReceiveWindowSize));

    private void SendB1()
    {
        ClientVariables variables = Connection.Variables;
        Connection.Send(Connection.InChannel, RtsPdus.CONN_B1(
            Connection.Cookie, Connection.InChannel.Cookie, variables.ChannelLifetime, variables.ClientKeepalive,
            variables.AssociationGroupId));
    }

    // [rpch 3.2.2.5.3/3] Wait_C2; the time-out is kept
    private void KeepOutVariables(RtsPdu a3) => Connection.OutConnectionTimeout = a3.ConnectionTimeout;

    // [rpch 3.2.2.5.4/3] window and time-out are kept; opened
    private void ReportOpened(RtsPdu c2)
    {
        Connection.InConnectionTimeout = c2.ConnectionTimeout;
        Connection.InChannel.Sending.Window.Open(c2.ReceiveWindowSize);
        Connection.CancelTimer(TimerKind.ConnectionSetup);
        Connection.StartPings();
        Connection.ReportOpened();
    }
}
