using System.Net;
using System.Net.Sockets;

namespace RpcHttpProxy.Differential.Tests.Cases;

/// <summary>
/// The listeners of the tests, which stand for whatever a role connects to. Both builds are shown the same ones, one after the other, so
/// that no port differs.
/// </summary>
internal sealed class Servers : IDisposable
{
    /// <summary>The server behind the proxies; the service behind the backend.</summary>
    public Socket Listener { get; } = Listen();

    public IPEndPoint EndPoint => (IPEndPoint)Listener.LocalEndPoint!;

    /// <summary>How a request's query names it.</summary>
    public string Server => EndPoint.ToString();

    public void Dispose() => Listener.Dispose();

    private static Socket Listen()
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        socket.Listen();
        return socket;
    }
}
