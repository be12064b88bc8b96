using System.Net;

namespace RpcHttpProxy.Transport.Sockets;

/// <summary>Tells the end of a plain connection, which may come long after Kestrel has done with it: a channel takes it over.</summary>
public interface ISocketEndFeature
{
    /// <summary>Called once, with the peer's address, when the socket is closed.</summary>
    Action<IPAddress?>? Closed { get; set; }
}
