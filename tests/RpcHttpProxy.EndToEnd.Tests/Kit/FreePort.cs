using System.Net;
using System.Net.Sockets;

namespace RpcHttpProxy.EndToEnd.Tests.Kit;

/// <summary>A loopback port that nobody listened on a moment ago, for programs that take none by themselves.</summary>
internal static class FreePort
{
    public static IPEndPoint Take()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return (IPEndPoint)listener.LocalEndpoint;
    }
}
