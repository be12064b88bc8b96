using System.Net;
using RpcHttpProxy.Core.Channels;
using RpcHttpProxy.Engine.Reactors;

namespace RpcHttpProxy.Transport.Channels;

/// <summary>A channel that the peer opened.</summary>
/// <param name="Bytes">What carries it.</param>
/// <param name="Leg">Its hop; <see cref="ChannelLeg.Unknown"/> for a TCP connection to a server.</param>
/// <param name="Grant">Who asks for which server; proxies only.</param>
/// <param name="PeerAddress">The peer's IP address: ClientAddress of CONN/B2.</param>
public sealed record IncomingChannel(IChannelTransport Bytes, ChannelLeg Leg, ServerGrant? Grant, IPAddress? PeerAddress)
{
    /// <summary>MinConnTimeout of an OUT channel request in milliseconds (2.1.2.1.2); 0 when it names none.</summary>
    public uint MinConnTimeout { get; init; }

    /// <summary>The reactor in whose turn it is begun; null for any.</summary>
    public Reactor? Reactor { get; init; }

    /// <summary>Content-Length of an IN channel request, in bytes (2.1.2.1.1); 0 where it isn't known.</summary>
    public long ContentLength { get; init; }
}
