using RpcHttpProxy.Core.Channels;
using RpcHttpProxy.Core.VirtualConnections;
using RpcHttpProxy.Protocol;

namespace RpcHttpProxy.Core.InboundProxy;

/// <summary>The inbound proxy before there is a virtual connection (3.2.3.5.1): CONN/B1 begins one, IN_R1/A1 one that lives already.</summary>
public sealed class InboundProxyRole(ProxyVariables variables) : Role
{
    /// <inheritdoc/>
    public override RoleName Name => RoleName.InboundProxy;

    // [rpch 3.2.3.5.5/3-5] the connection's cookie is looked up: found is IN_R2, not found is IN_R1
    /// <inheritdoc/>
    public override Admission Admit(ChannelLeg leg, RtsPdu first) => (leg, first.Shape) switch
    {
        (ChannelLeg.ClientIn, RtsPduShape.CONN_B1) => new(AdmissionKind.New, first.VirtualConnectionCookie, ChannelLeg.ClientIn),
        (ChannelLeg.ClientIn, RtsPduShape.IN_R_A1) => new(AdmissionKind.NewOrJoin, first.VirtualConnectionCookie, ChannelLeg.ClientIn),
        _ => Admission.Refused,
    };

    /// <inheritdoc/>
    public override VirtualConnection Create(RtsCookie cookie) => new InboundProxyConnection(cookie, variables);
}
