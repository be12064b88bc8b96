using RpcHttpProxy.Core.Machines;
using RpcHttpProxy.Protocol;
using static RpcHttpProxy.Core.Server.ServerInChannelState;
using static RpcHttpProxy.Core.Server.ServerInChannelTrigger;

namespace RpcHttpProxy.Core.Server;

/// <summary>Figure 29, box "IN CHANNEL Recycle".</summary>
/// <remarks>Drawn in <c>state-diagrams/ServerInChannel.svg</c>; each cell of its table: <c>specs/machines/ServerInChannel.md</c>.</remarks>
internal sealed class ServerInChannelMachine : RoleMachine<ServerInChannelState, ServerInChannelTrigger, ServerConnection>
{
    public ServerInChannelMachine()
        : base("ServerInChannel", Opened, new(Finished, CONN_CLOSE, CONN_ERROR, PROTOCOL_ERROR))
    {
        Live(Opened)                                                                        // 3.2.5.5.7, 3.2.5.5.8
            .OnEntryFrom(IN_R1_B1, SwitchToSuccessor, "switch to the successor, send IN_R1/B2, close the predecessor")
            .InternalTransition(IN_R2_A2, WithPdu(a2 => TakeCookie(a2))) // [rpch 3.2.5.5.8/1] in opened only
            .Permit(IN_R1_A2, A6W);

        Live(A6W)                                                                           // 3.2.5.5.5
            .OnEntryFrom(IN_R1_A2, WithPdu(TellClient), "set timer, send IN_R1/A3")
            .Permit(IN_R1_A6, Opened_B1W);                  // [rpch 3.2.5.5.6/1] in A6W only

        Live(Opened_B1W)                                                                    // 3.2.5.5.6
            .OnEntryFrom(IN_R1_A6, WithPdu(CompareCookie), "compare the successor's cookie")
            .Permit(IN_R1_B1, Opened);                      // [rpch 3.2.5.5.7/1] in Opened_B1W only

        FinishConnection(ending => Connection.Follow(ending));         // 3.2.5.5.13
    }

    /// <summary>This thread's machine.</summary>
    public static ServerInChannelMachine ForThisThread => OfThisThread<ServerInChannelMachine>();

    protected override ServerInChannelState Read(ServerConnection connection) => connection.InState;

    protected override void Write(ServerConnection connection, ServerInChannelState state) => connection.InState = state;

    // [rpch 3.2.5.5.5/3, 3.2.5.5.5/7, 3.2.5.5.5/13] a known cookie, the right predecessor: the steps, in order
    // [rpch 3.2.5.5.5/14-15] window and time-out go into IN_R1/A3 and are kept
    private void TellClient(RtsPdu a2)
    {
        Connection.InSuccessor!.Cookie = a2.SuccessorChannelCookie;
        Connection.InProxyReceiveWindow = a2.ReceiveWindowSize;
        Connection.InProxyConnectionTimeout = a2.ConnectionTimeout;
        Connection.SetTimer(TimerKind.InRecycling, Connection.Variables.SetupTimeout);
        Connection.Send(Connection.OutChannel!, RtsPdus.IN_R1_A3(a2.ReceiveWindowSize, a2.ConnectionTimeout));
    }

    // [rpch 3.2.5.5.6/3] the cookie is kept and compared, Opened_B1W
    // [rpch 3.2.5.5.6/4] another cookie than the successor's is a protocol error
    private void CompareCookie(RtsPdu a6)
    {
        if (a6.SuccessorChannelCookie != Connection.InSuccessor!.Cookie)
        {
            Connection.TrySetCloseReason(CloseReason.PredecessorMismatch, "IN_R1/A6 names another channel than the successor");
            Machine.Fire(PROTOCOL_ERROR);
        }
    }

    // [rpch 3.2.5.5.7/3] switch, B2, predecessor closed, opened
    private void SwitchToSuccessor()
    {
        Connection.CancelTimer(TimerKind.InRecycling);
        Connection.SwitchIn();
        Connection.Send(Connection.InChannel!, RtsPdus.IN_R1_B2(Connection.Variables.ReceiveWindowSize));
    }

    // [rpch 3.2.5.5.8/3] the cookie is kept, IN_R2/A3
    /// <summary>The leg from the inbound proxy stays; its counters go on under the new name.</summary>
    private void TakeCookie(RtsPdu a2)
    {
        Connection.InChannel!.Rename(a2.SuccessorChannelCookie);
        Connection.Send(Connection.OutChannel!, RtsPdus.IN_R2_A3());
    }
}
