using System.Net.Sockets;

namespace RpcHttpProxy.Attacks.Tests.Kit;

/// <summary>What the kernel knows of a connection, for who will not read from it.</summary>
internal static class TcpState
{
    private const int Tcp = 6;              // IPPROTO_TCP, ip(7)
    private const int Info = 11;            // TCP_INFO, tcp(7): its first byte is the state
    private const byte Established = 1;

    /// <summary>False once the other side has closed it, or reset it.</summary>
    public static bool IsEstablished(Socket socket)
    {
        try
        {
            Span<byte> info = stackalloc byte[8];
            socket.GetRawSocketOption(Tcp, Info, info);
            return info[0] == Established;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
