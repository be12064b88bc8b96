using RpcHttpProxy.Hosting.Tls;
using RpcHttpProxy.Transport.Channels;

namespace RpcHttpProxy.Hosting.Targets;

/// <summary>How servers are reached over TLS.</summary>
/// <param name="Dialer">One without reactors: TLS reads and writes by way of the runtime, which is to know that the socket is connected.</param>
/// <param name="Tls">Shakes hands.</param>
/// <param name="IsDefault">Whether those are of which the grant says nothing.</param>
internal sealed record SecureDialing(TcpDialer Dialer, ServerTls Tls, bool IsDefault);
