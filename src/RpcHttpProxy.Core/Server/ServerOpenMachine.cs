using RpcHttpProxy.Core.Machines;
using RpcHttpProxy.Protocol;
using static RpcHttpProxy.Core.Server.ServerOpenState;
using static RpcHttpProxy.Core.Server.ServerOpenTrigger;

namespace RpcHttpProxy.Core.Server;

/// <summary>Figure 29, box "Connection Open": CONN/A2 and CONN/B2 in either order.</summary>
/// <remarks>Drawn in <c>state-diagrams/ServerOpen.svg</c>; each cell of its table: <c>specs/machines/ServerOpen.md</c>.</remarks>
internal sealed class ServerOpenMachine : RoleMachine<ServerOpenState, ServerOpenTrigger, ServerConnection>
{
    private static readonly int s_connA3Length = RtsPdus.CONN_A3(900_000).Length;

    public ServerOpenMachine()
        : base("ServerOpen", Open_Start, new(Finished, CONN_CLOSE, CONN_ERROR, PROTOCOL_ERROR))
    {
        Live(Open_Start)                                                                    // 3.2.5.5.1
            .Permit(CONN_A2, B2W)
            .Permit(CONN_B2, A2W);

        Live(B2W)                                                                           // 3.2.5.5.3.1
            .OnEntryFrom(CONN_A2, WithPdu(a2 => { KeepOut(a2); AwaitOther(); }), "keep the OUT channel's variables, set setup timer")
            .Permit(CONN_B2, ServiceW);

        Live(A2W)                                                                           // 3.2.5.5.4.1
            .OnEntryFrom(CONN_B2, WithPdu(b2 => { KeepIn(b2); AwaitOther(); }), "keep the IN channel's variables, set setup timer")
            .Permit(CONN_A2, ServiceW);

        Live(ServiceW)                                                                      // ours
            .OnEntryFrom(CONN_A2, WithPdu(KeepOut), "keep the OUT channel's variables")
            .OnEntryFrom(CONN_B2, WithPdu(KeepIn), "keep the IN channel's variables")
            .OnEntry(ConnectService, "connect to the service")
            .Permit(ServiceConnected, Opened);

        Live(Opened)                                                                        // 3.2.5.5.3.2, 3.2.5.5.4.2
            .OnEntry(Announce, "cancel setup timer, send CONN/C1, send CONN/B3");

        Machine.Configure(Finished)
            .OnEntry(() => Connection.Finish(), "close all channels");               // 3.2.5.5.13
    }

    /// <summary>This thread's machine.</summary>
    public static ServerOpenMachine ForThisThread => OfThisThread<ServerOpenMachine>();

    protected override ServerOpenState Read(ServerConnection connection) => connection.State;

    protected override void Write(ServerConnection connection, ServerOpenState state) => connection.State = state;

    // [rpch 3.2.5.5.3.1/1] variables, timer, B2W
    private void KeepOut(RtsPdu a2)
    {
        Connection.OutChannel!.Cookie = a2.ChannelCookie;
        Connection.OutChannelLifetime = a2.ChannelLifetime;
        Connection.OutChannel!.Sending.LimitToRecycle(a2.ChannelLifetime, Connection.Variables.OutChannelReserve);
        Connection.OutChannel.Sending.Spend(s_connA3Length); // The outbound proxy adds CONN/A3 by rule.
        Connection.OutChannel!.Sending.Window.Open(a2.ReceiveWindowSize);
    }

    // [rpch 3.2.5.5.4.1/1] variables, timer, A2W
    private void KeepIn(RtsPdu b2)
    {
        Connection.InChannel!.Cookie = b2.ChannelCookie;
        Connection.InProxyReceiveWindow = b2.ReceiveWindowSize;
        Connection.InProxyConnectionTimeout = b2.ConnectionTimeout;
        Connection.AssociationGroupId = b2.AssociationGroupId;
        Connection.ClientAddress = b2.ClientAddress;
    }

    private void AwaitOther() =>
        Connection.SetTimer(TimerKind.ConnectionSetup, Connection.Variables.SetupTimeout);

    private void ConnectService() => Connection.Open(Connection.Upper);

    // [rpch 3.2.5.5.3.2/1, 3.2.5.5.4.2/1] CONN/C1, CONN/B3, opened
    private void Announce()
    {
        Connection.CancelTimer(TimerKind.ConnectionSetup);
        Connection.Send(
            Connection.OutChannel!, RtsPdus.CONN_C1(Connection.InProxyReceiveWindow, Connection.InProxyConnectionTimeout));
        Connection.Send(Connection.InChannel!, RtsPdus.CONN_B3(Connection.Variables.ReceiveWindowSize));
        Connection.ReportOpened();
    }
}
