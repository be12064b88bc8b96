using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;

namespace RpcHttpProxy.Tool.Bench;

/// <summary>
/// A TCP connection of the load. A blocking one completes every operation before it returns, for a caller with a thread of its own: a stream's
/// turn is then one system call that waits, where a readiness takes four (wait, receive, receive nothing, wait again).
/// </summary>
internal sealed class LoadSocket(Socket socket, bool isBlocking = false) : IDisposable
{
    /// <summary>Connects.</summary>
    public static async ValueTask<LoadSocket> ConnectAsync(IPEndPoint to, bool isBlocking)
    {
        var socket = new Socket(to.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            // A socket on which anything was asynchronous once stays non-blocking for the system.
            if (isBlocking)
            {
                socket.Connect(to);
            }
            else
            {
                await socket.ConnectAsync(to);
            }

            return new LoadSocket(socket, isBlocking);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Sends all bytes.</summary>
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder))]
    public async ValueTask SendAllAsync(ReadOnlyMemory<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            bytes = bytes[(isBlocking ? socket.Send(bytes.Span) : await socket.SendAsync(bytes, SocketFlags.None))..];
        }
    }

    /// <summary>Receives what is there, at least one byte; 0 at the end of the stream.</summary>
    public ValueTask<int> ReceiveAsync(Memory<byte> buffer) =>
        isBlocking ? ValueTask.FromResult(socket.Receive(buffer.Span)) : socket.ReceiveAsync(buffer, SocketFlags.None);

    public void Dispose() => socket.Dispose();
}
