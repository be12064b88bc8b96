using System.Net.Sockets;

namespace RpcHttpProxy.Transport.Sockets;

/// <summary>What every TCP connection of ours has.</summary>
public static class TcpSettings
{
    /// <summary>
    /// Silence after which TCP asks for the peer. 120 s is what Microsoft advises for RPC over HTTP (KB 2535656), and less than the 240 to 350 s
    /// after which firewalls and balancers in between forget a connection.
    /// </summary>
    public static readonly TimeSpan KeepAliveTime = TimeSpan.FromSeconds(120);

    /// <summary>
    /// Sets, on a socket that connects or listens, no delay, since PDU N never waits for PDU N+1, and TCP's keep-alive: no PDU goes over an idle
    /// connection for a quarter of an hour, and a peer that has vanished would never be noticed where nothing is sent. What a listener accepts has
    /// its settings (tcp(7)). Nothing happens to a socket that is closed.
    /// </summary>
    public static void Apply(Socket socket)
    {
        try
        {
            socket.NoDelay = true;
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            return;
        }

        socket.KeepAlive(KeepAliveTime);
    }
}
