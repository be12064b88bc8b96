using System.Net.Sockets;

namespace RpcHttpProxy.Transport.Sockets;

/// <summary>What the carriers over a socket of ours do with it besides reading and writing. Nothing here throws for a socket that is gone.</summary>
internal static class SocketEnding
{
    /// <summary>Sends FIN behind the last byte.</summary>
    public static void Finish(this Socket socket)
    {
        try
        {
            socket.Shutdown(SocketShutdown.Send);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The peer is gone already.
        }
    }

    /// <summary>Closes with RST instead of FIN.</summary>
    public static void Reset(this Socket socket)
    {
        try
        {
            socket.LingerState = new LingerOption(enable: true, seconds: 0);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // Closed already.
        }

        socket.Dispose();
    }

    /// <summary>Sets TCP's keep-alive.</summary>
    public static void KeepAlive(this Socket socket, TimeSpan interval)
    {
        // Linux takes 1 to 32 767 seconds (tcp(7), TCP_KEEPIDLE).
        int seconds = (int)Math.Clamp(interval.TotalSeconds, 1, 32_767);
        try
        {
            socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, seconds);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // A socket that is gone needs no keep-alive.
        }
    }
}
