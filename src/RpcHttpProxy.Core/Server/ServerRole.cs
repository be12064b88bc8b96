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

    /// <inheritdoc/>
    public override Admission Admit(ChannelLeg leg, RtsPdu first) => first.Shape switch
    {
        RtsPduShape.CONN_A2 => new(AdmissionKind.NewOrJoin, first.VirtualConnectionCookie, ChannelLeg.ServerOut),
        RtsPduShape.CONN_B2 => new(AdmissionKind.NewOrJoin, first.VirtualConnectionCookie, ChannelLeg.ServerIn),
        RtsPduShape.IN_R1_A2 => new(AdmissionKind.Join, first.VirtualConnectionCookie, ChannelLeg.ServerIn),
        RtsPduShape.OUT_R1_A4 => new(AdmissionKind.Join, first.VirtualConnectionCookie, ChannelLeg.ServerOut),
        _ => Admission.Refused,
    };

    /// <inheritdoc/>
    public override VirtualConnection Create(RtsCookie cookie) => new ServerConnection(cookie, variables);
}
