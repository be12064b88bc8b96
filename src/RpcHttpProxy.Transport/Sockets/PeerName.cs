using System.Net;

namespace RpcHttpProxy.Transport.Sockets;

/// <summary>A peer's address as logs show it: an IPv4 address that came through a dual-stack socket in its plain form.</summary>
public static class PeerName
{
    public static string Of(IPEndPoint? peer) => peer is null ? "an unknown peer" : Of(peer.Address, peer.Port);

    public static string Of(IPAddress? address, int port) =>
        address is null ? "an unknown peer" : port == 0 ? Plain(address).ToString() : new IPEndPoint(Plain(address), port).ToString(); // 0: not known

    public static IPAddress Plain(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
}
