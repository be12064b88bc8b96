using System.Net;
using System.Net.Sockets;

namespace RpcHttpProxy.Differential.Tests.Roles;

/// <summary>Loopback ports that were free a moment ago.</summary>
/// <param name="Plain">HTTP of a proxy; the first endpoint of a backend.</param>
/// <param name="Tls">HTTPS of a proxy; the second endpoint of a backend.</param>
/// <param name="Admin">Counters.</param>
internal sealed record RolePorts(IPEndPoint Plain, IPEndPoint Tls, IPEndPoint Admin)
{
    public IEnumerable<IPEndPoint> All => [Plain, Tls, Admin];

    public static RolePorts Take()
    {
        TcpListener[] listeners = [.. Enumerable.Range(0, 3).Select(_ => new TcpListener(IPAddress.Loopback, 0))];
        foreach (TcpListener listener in listeners)
        {
            listener.Start();
        }

        IPEndPoint[] ports = [.. listeners.Select(listener => (IPEndPoint)listener.LocalEndpoint)];
        foreach (TcpListener listener in listeners)
        {
            listener.Dispose();
        }

        return new RolePorts(ports[0], ports[1], ports[2]);
    }
}
