using System.Net;

namespace RpcHttpProxy.Transport.Sockets;

/// <summary>An address at which Kestrel listens by way of <see cref="PlainTransport"/>.</summary>
/// <param name="address">The address.</param>
/// <param name="isEncrypted">Whether Kestrel puts TLS on what it accepts: then a connection's first bytes are no request.</param>
public sealed class PlainEndPoint(IPEndPoint address, bool isEncrypted = false) : IPEndPoint(address.Address, address.Port)
{
    /// <summary>Whether TLS stands between the connection and its requests.</summary>
    public bool IsEncrypted => isEncrypted;
}
