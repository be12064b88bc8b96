using System.Net;

namespace RpcHttpProxy.Transport.Sockets;

/// <summary>An address at which Kestrel listens by way of <see cref="PlainTransport"/>. Not for TLS, whose streams want Kestrel's own.</summary>
public sealed class PlainEndPoint(IPEndPoint address) : IPEndPoint(address.Address, address.Port);
