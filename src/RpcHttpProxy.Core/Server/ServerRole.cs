using RpcHttpProxy.Core.Channels;
using RpcHttpProxy.Core.VirtualConnections;
using RpcHttpProxy.Protocol;

namespace RpcHttpProxy.Core.Server;

/// <summary>
/// The server before there is a virtual connection (3.2.5): a TCP connection doesn't tell what it is for, its first RTS PDU does.
/// </summary>
public sealed class ServerRole(ServerVariables variables) : Role
{
    /// <inheritdoc/>
    public override RoleName Name => RoleName.Server;

    // [rpch 3.2.5.5.1] a connection to the server begins with CONN/A2, CONN/B2 or a successor's PDU
    // [rpch 3.2.5.5.3/3, 3.2.5.5.4/1] the connection's cookie is looked up
    // [rpch 3.2.5.5.5/1] IN_R1/A2 begins a channel, and comes nowhere else
    /// <inheritdoc/>
    public override Admission Admit(ChannelLeg leg, RtsPdu first) => first.Shape switch
    {
        RtsPduShape.CONN_A2 => new(AdmissionKind.NewOrJoin, first.VirtualConnectionCookie, ChannelLeg.ServerOut),
        RtsPduShape.CONN_B2 => new(AdmissionKind.NewOrJoin, first.VirtualConnectionCookie, ChannelLeg.ServerIn),
        RtsPduShape.IN_R1_A2 => new(AdmissionKind.Join, first.VirtualConnectionCookie, ChannelLeg.ServerIn),
        RtsPduShape.OUT_R1_A4 => new(AdmissionKind.Join, first.VirtualConnectionCookie, ChannelLeg.ServerOut),
        _ => Admission.Refused,
    };

    // [rpch 3.2.5.5.3/8-10, 3.2.5.5.4/5-7] not found: a new connection in Open_Start (the text's "met" is "not met")
    /// <inheritdoc/>
    public override VirtualConnection Create(RtsCookie cookie) => new ServerConnection(cookie, variables);
}
