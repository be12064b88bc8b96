using System.Net;
using System.Net.Sockets;
using RpcHttpProxy.Transport.Sockets;

namespace RpcHttpProxy.Hosting.Tests.Carriers;

/// <summary>Two sockets connected to each other, set up as ours are.</summary>
public sealed class LoopbackPair : IDisposable
{
    private LoopbackPair(Socket near, Socket far)
    {
        Near = near;
        Far = far;
    }

    public Socket Near { get; }

    public Socket Far { get; }

    public static async Task<LoopbackPair> ConnectAsync()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        TcpSettings.Apply(listener.Server);
        listener.Start();
        var near = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        TcpSettings.Apply(near);
        await near.ConnectAsync(listener.LocalEndpoint);
        return new LoopbackPair(near, await listener.AcceptSocketAsync());
    }

    public void Dispose()
    {
        Near.Dispose();
        Far.Dispose();
    }
}
