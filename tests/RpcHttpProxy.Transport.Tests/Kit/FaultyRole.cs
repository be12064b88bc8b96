using RpcHttpProxy.Core;
using RpcHttpProxy.Core.Channels;
using RpcHttpProxy.Core.VirtualConnections;
using RpcHttpProxy.Protocol;

namespace RpcHttpProxy.Transport.Tests.Kit;

/// <summary>A server whose connections are <see cref="FaultyConnection"/>s.</summary>
internal sealed class FaultyRole(string where) : Role
{
    public override RoleName Name => RoleName.Server;

    public override Admission Admit(ChannelLeg leg, RtsPdu first) => new(AdmissionKind.NewOrJoin, first.VirtualConnectionCookie, ChannelLeg.ServerOut);

    public override VirtualConnection Create(RtsCookie cookie) => new FaultyConnection(cookie, where);
}
