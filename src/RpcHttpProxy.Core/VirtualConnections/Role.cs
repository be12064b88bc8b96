using RpcHttpProxy.Core.Channels;
using RpcHttpProxy.Protocol;

namespace RpcHttpProxy.Core.VirtualConnections;

/// <summary>What a role does before there is a virtual connection: it reads a channel's first RTS PDU.</summary>
public abstract class Role
{
    /// <summary>Which role.</summary>
    public abstract RoleName Name { get; }

    /// <summary>What the first RTS PDU of a channel that came in on <paramref name="leg"/> asks for.</summary>
    public abstract Admission Admit(ChannelLeg leg, RtsPdu first);

    /// <summary>A connection in its first state, without channels.</summary>
    public abstract VirtualConnection Create(RtsCookie cookie);
}
