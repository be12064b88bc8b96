using System.Net.Security;
using System.Net.Sockets;
using System.Reflection;
using RpcHttpProxy.Transport.Channels;

namespace RpcHttpProxy.Hosting.Tests.Carriers;

public sealed class TlsShutdownTests : TlsPairTests
{
    /* Enough for the shutdown to fall into the middle of it. */
    private const int Much = 1_000_000;

    [Fact]
    public async Task Close_notify_waits_while_the_stream_decrypts()
    {
        using LoopbackPair pair = await LoopbackPair.ConnectAsync();
        (SslStream near, SslStream far) = await ShakeHandsAsync(pair);
        PropertyInfo? handshakeLock = typeof(SslStream).GetProperty("_handshakeLock", BindingFlags.Instance | BindingFlags.NonPublic);
        Assert.True(handshakeLock is not null, "SslStream has no _handshakeLock any more: does this runtime's ShutdownAsync take a lock itself?");
        Task? shutdown = null;
        var thread = new Thread(() => shutdown = near.ShutdownExclusivelyAsync());

        lock (handshakeLock.GetValue(near)!) // as the reader does while it decrypts
        {
            thread.Start();
            Assert.True(SpinWait.SpinUntil(() => thread.ThreadState.HasFlag(ThreadState.WaitSleepJoin), Soon), "it didn't wait");
            Assert.Null(shutdown);
        }

        thread.Join();
        await shutdown!.WaitAsync(Soon);
        Assert.Equal(0, await far.ReadAsync(new byte[1]).AsTask().WaitAsync(Soon));
    }

    [Fact]
    public async Task What_is_read_while_close_notify_goes_out_is_what_was_sent()
    {
        byte[] sent = new byte[Much];
        Random.Shared.NextBytes(sent);
        for (int round = 0; round < 40; round++)
        {
            using LoopbackPair pair = await LoopbackPair.ConnectAsync();
            (SslStream near, SslStream far) = await ShakeHandsAsync(pair);
            Task<byte[]> reading = Task.Run(() => ReadToEndAsync(near));
            Task sending = SendAsync(far, pair.Far, sent);
            for (int spin = Random.Shared.Next(1000); spin > 0; spin--)
            {
                Thread.SpinWait(20); // into the middle of it
            }

            await near.ShutdownExclusivelyAsync();

            Assert.Equal(sent, await reading.WaitAsync(Soon));
            await sending.WaitAsync(Soon);
        }
    }

    private static async Task SendAsync(SslStream stream, Socket socket, byte[] bytes)
    {
        await stream.WriteAsync(bytes);
        socket.Shutdown(SocketShutdown.Send);
    }

    private static async Task<byte[]> ReadToEndAsync(SslStream stream)
    {
        using var all = new MemoryStream();
        await stream.CopyToAsync(all);
        return all.ToArray();
    }

    private async Task<(SslStream Near, SslStream Far)> ShakeHandsAsync(LoopbackPair pair)
    {
        var near = new SslStream(new NetworkStream(pair.Near), leaveInnerStreamOpen: false, (_, _, _, _) => true);
        var far = new SslStream(new NetworkStream(pair.Far));
        await Task.WhenAll(near.AuthenticateAsClientAsync("localhost"), far.AuthenticateAsServerAsync(Certificate)).WaitAsync(Soon);
        return (near, far);
    }
}
