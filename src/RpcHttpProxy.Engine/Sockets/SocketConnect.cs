using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace RpcHttpProxy.Engine.Sockets;

/// <summary>
/// Connects a socket without the runtime's own socket threads, which would watch it from then on, beside the reactor: two threads woken by
/// each packet. The runtime doesn't know that the socket is connected: it sends, receives, shuts down and closes, but can't tell the peer.
/// </summary>
public static partial class SocketConnect
{
    /* errno(3) on Linux. */
    internal const int InProgress = 115;

    /// <summary>
    /// Connects, watched by <paramref name="reactor"/> until then. Throws a <see cref="SocketException"/> when that fails, and is cancelled by
    /// <paramref name="cancellation"/>; the socket is the caller's to dispose of in both cases.
    /// </summary>
    public static async Task ConnectAsync(Socket socket, IPEndPoint address, EpollReactor reactor, CancellationToken cancellation)
    {
        socket.Blocking = false;
        switch (Connect(socket, address))
        {
            case 0:
                return;
            case InProgress:
                break;
            default:
                await socket.ConnectAsync(address, cancellation); // It fails again, and tells why in the runtime's words.
                return;
        }

        var connecting = new Connecting();
        ulong watch = reactor.Watch(socket, connecting);
        try
        {
            await using (cancellation.UnsafeRegister(static waiting => ((Connecting)waiting!).Cancel(), connecting))
            {
                await connecting.Done;
            }
        }
        finally
        {
            reactor.Forget(watch, socket);
        }

        cancellation.ThrowIfCancellationRequested();
        if ((int)socket.GetSocketOption(SocketOptionLevel.Socket, SocketOptionName.Error)! is not 0 and var error)
        {
            throw new SocketException(error);
        }
    }

    private static unsafe int Connect(Socket socket, IPEndPoint address)
    {
        SocketAddress to = address.Serialize();
        fixed (byte* bytes = to.Buffer.Span)
        {
            return Connect(socket.SafeHandle, bytes, (uint)to.Size) == 0 ? 0 : Marshal.GetLastPInvokeError();
        }
    }

    [LibraryImport("libc", EntryPoint = "connect", SetLastError = true)]
    private static unsafe partial int Connect(SafeHandle descriptor, byte* address, uint length);

    private sealed class Connecting : IReadyTarget
    {
        private readonly TaskCompletionSource _done = new();

        public Task Done => _done.Task;

        // A socket that isn't connecting yet is told as closed: only room to write says that it has come to an end.
        public void Ready(Readiness readiness)
        {
            if ((readiness & Readiness.Writable) != 0)
            {
                _done.TrySetResult();
            }
        }

        public void Cancel() => _done.TrySetResult();
    }
}
