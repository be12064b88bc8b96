using System.Net;
using RpcHttpProxy.Core.Channels;
using RpcHttpProxy.Protocol;

namespace RpcHttpProxy.Transport.Channels;

/// <summary>A channel that somebody else opened towards this role.</summary>
/// <param name="Bytes">What carries it.</param>
/// <param name="Leg">Its hop; <see cref="ChannelLeg.Unknown"/> for a TCP connection to a server.</param>
/// <param name="Target">The target the request names; proxies only.</param>
/// <param name="PeerAddress">The peer's IP address: ClientAddress of CONN/B2.</param>
public sealed record IncomingChannel(IByteChannel Bytes, ChannelLeg Leg, RpcRequestTarget? Target, IPAddress? PeerAddress)
{
    /// <summary>MinConnTimeout of an OUT channel request in milliseconds (2.1.2.1.2); 0 when it names none.</summary>
    public uint MinConnTimeout { get; init; }
}
