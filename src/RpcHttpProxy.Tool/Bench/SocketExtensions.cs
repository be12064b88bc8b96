using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;

namespace RpcHttpProxy.Tool.Bench;

/// <summary>What the load needs of sockets.</summary>
internal static class SocketExtensions
{
    /// <summary>Sends all bytes.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    public static async ValueTask SendAllAsync(this Socket socket, ReadOnlyMemory<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            bytes = bytes[await socket.SendAsync(bytes, SocketFlags.None)..];
        }
    }

    /// <summary>A connected socket.</summary>
    public static async Task<Socket> ConnectAsync(IPEndPoint to)
    {
        var socket = new Socket(to.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(to);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
