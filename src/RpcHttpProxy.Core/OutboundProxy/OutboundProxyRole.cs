using RpcHttpProxy.Core.Channels;
using RpcHttpProxy.Core.VirtualConnections;
using RpcHttpProxy.Protocol;

namespace RpcHttpProxy.Core.OutboundProxy;

/// <summary>The outbound proxy before there is a virtual connection (3.2.4.5.1): CONN/A1 begins one.</summary>
public sealed class OutboundProxyRole(ProxyVariables variables) : Role
{
    /// <inheritdoc/>
    public override RoleName Name => RoleName.OutboundProxy;

    // [rpch 3.2.4.5.6/3-5] the connection's cookie is looked up: found is OUT_R2, not found is OUT_R1
    /// <inheritdoc/>
    public override Admission Admit(ChannelLeg leg, RtsPdu first) => (leg, first.Shape) switch
    {
        (ChannelLeg.ClientOut, RtsPduShape.CONN_A1) => new(AdmissionKind.New, first.VirtualConnectionCookie, ChannelLeg.ClientOut),
        (ChannelLeg.ClientOut, RtsPduShape.OUT_R_A3) => new(AdmissionKind.NewOrJoin, first.VirtualConnectionCookie, ChannelLeg.ClientOut),
        _ => Admission.Refused,
    };

    /// <inheritdoc/>
    public override VirtualConnection Create(RtsCookie cookie) => new OutboundProxyConnection(cookie, variables);
}
