using RpcHttpProxy.Core.Channels;
using RpcHttpProxy.Core.VirtualConnections;
using RpcHttpProxy.Protocol;

namespace RpcHttpProxy.Core.Client;

/// <summary>The client (3.2.2): it opens every channel itself, so no channel ever comes to it.</summary>
public sealed class ClientRole : Role
{
    /// <inheritdoc/>
    public override RoleName Name => RoleName.Client;

    /// <inheritdoc/>
    public override Admission Admit(ChannelLeg leg, RtsPdu first) => Admission.Refused;

    /// <summary>Never called: nothing is admitted.</summary>
    public override VirtualConnection Create(RtsCookie cookie) =>
        throw new InvalidOperationException("A client's connections are made by the caller that opens them.");
}
