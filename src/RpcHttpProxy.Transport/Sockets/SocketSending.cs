using System.Net.Sockets;
using System.Runtime.CompilerServices;

namespace RpcHttpProxy.Transport.Sockets;

/// <summary>Sends on a non-blocking socket.</summary>
internal static class SocketSending
{
    /// <summary>
    /// Sends all bytes: at once as long as the socket takes them, which is nearly always, and only then by waiting. Throws an
    /// <see cref="IOException"/> when the peer is gone.
    /// </summary>
    public static ValueTask SendAllAsync(this Socket socket, ReadOnlyMemory<byte> bytes)
    {
        try
        {
            int sent = socket.Send(bytes.Span, SocketFlags.None, out SocketError error);
            return error is SocketError.Success or SocketError.WouldBlock
                ? sent == bytes.Length ? ValueTask.CompletedTask : SendRestAsync(socket, bytes[sent..])
                : ValueTask.FromException(Gone(new SocketException((int)error)));
        }
        catch (ObjectDisposedException e)
        {
            return ValueTask.FromException(Gone(e));
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    private static async ValueTask SendRestAsync(Socket socket, ReadOnlyMemory<byte> rest)
    {
        try
        {
            while (!rest.IsEmpty)
            {
                rest = rest[await socket.SendAsync(rest, SocketFlags.None)..];
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            throw Gone(e);
        }
    }

    private static IOException Gone(Exception e) => new(e.Message, e);
}
