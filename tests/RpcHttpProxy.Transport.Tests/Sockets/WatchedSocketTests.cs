using System.IO.Pipelines;
using System.Net;
using System.Net.Sockets;
using RpcHttpProxy.Engine.Sockets;
using RpcHttpProxy.Transport.Channels;
using RpcHttpProxy.Transport.Tests.Kit;

namespace RpcHttpProxy.Transport.Tests.Sockets;

/// <summary>TCP channels whose sockets a reactor watches: nothing is lost, doubled or forgotten, whoever watches.</summary>
public sealed class WatchedSocketTests : IDisposable
{
    private readonly EpollReactor[] _reactors =
        [.. Enumerable.Range(0, 3).Select(i => new EpollReactor($"test {i}", TimeProvider.System, fault => Assert.Fail(fault.ToString()), _ => { }))];

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 40)];

    public void Dispose()
    {
        foreach (EpollReactor reactor in _reactors)
        {
            reactor.Dispose();
        }
    }

    /// <summary>Bytes of random sizes both ways at once, with readers that pause, while the channel is handed from one reactor to the next.</summary>
    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task Bytes_go_both_ways_while_the_watch_moves(int seed)
    {
        var random = new Random(seed);
        (Socket near, Socket far) = Pair();
        await using var channel = new TcpChannel(near);
        await AttachAsync(channel, random.Next(_reactors.Length));
        byte[] up = Bytes(random, 400_000), down = Bytes(random, 400_000);

        Task<byte[]> received = ReadAllAsync(channel.Input, new Random(seed));
        Task<byte[]> returned = ReceiveAllAsync(far, down.Length);
        Task sending = SendAsync(far, up, new Random(seed + 1));
        Task writing = WriteAsync(channel, down, new Random(seed + 2));
        for (int i = 0; i < 20; i++)
        {
            await AttachAsync(channel, random.Next(_reactors.Length));
            await Task.Yield();
        }

        await sending.WaitAsync(ScriptedPeer.Patience);
        await writing.WaitAsync(ScriptedPeer.Patience);
        far.Shutdown(SocketShutdown.Send);
        Assert.Equal(up, await received.WaitAsync(ScriptedPeer.Patience));
        Assert.Equal(down, await returned.WaitAsync(ScriptedPeer.Patience));
        far.Dispose();
    }

    [Fact]
    public async Task A_FIN_that_came_with_the_last_bytes_is_found_behind_them()
    {
        for (int i = 0; i < 200; i++)
        {
            (Socket near, Socket far) = Pair();
            await using var channel = new TcpChannel(near);
            await AttachAsync(channel, i % _reactors.Length);
            Task<byte[]> received = ReadAllAsync(channel.Input, new Random(i));
            far.Send(new byte[i + 1]);
            far.Dispose();
            Assert.Equal(i + 1, (await received.WaitAsync(ScriptedPeer.Patience)).Length);
        }
    }

    [Fact]
    public async Task An_abort_ends_a_read_and_a_write_that_wait()
    {
        (Socket near, Socket far) = Pair();
        await using var channel = new TcpChannel(near);
        await AttachAsync(channel, 0);
        ValueTask<ReadResult> reading = channel.Input.ReadAsync();
        Task writing = channel.WriteAsync(new byte[64 << 20]).AsTask(); // more than any buffer holds, and nobody reads
        Assert.False(reading.IsCompleted);
        Assert.False(writing.IsCompleted);
        channel.Abort();
        Assert.True((await reading.AsTask().WaitAsync(ScriptedPeer.Patience)).IsCompleted);
        await Assert.ThrowsAsync<IOException>(() => writing.WaitAsync(ScriptedPeer.Patience));
        far.Dispose();
    }

    [Fact]
    public async Task A_reset_is_an_IOException_to_who_reads()
    {
        (Socket near, Socket far) = Pair();
        await using var channel = new TcpChannel(near);
        await AttachAsync(channel, 0);
        Task reading = channel.Input.ReadAsync().AsTask();
        far.Close(0);
        await Assert.ThrowsAsync<IOException>(() => reading.WaitAsync(ScriptedPeer.Patience));
    }

    /// <summary>No event tells it: the one that told of the reset was the last.</summary>
    [Fact]
    public async Task A_read_behind_a_reset_finds_the_end()
    {
        (Socket near, Socket far) = Pair();
        await using var channel = new TcpChannel(near);
        await AttachAsync(channel, 0);
        Task reading = channel.Input.ReadAsync().AsTask();
        far.Close(0);
        await Assert.ThrowsAsync<IOException>(() => reading.WaitAsync(ScriptedPeer.Patience));
        Assert.True((await channel.Input.ReadAsync().AsTask().WaitAsync(ScriptedPeer.Patience)).IsCompleted);
    }

    [Fact]
    public async Task A_canceled_read_leaves_what_comes_to_the_next()
    {
        (Socket near, Socket far) = Pair();
        await using var channel = new TcpChannel(near);
        await AttachAsync(channel, 0);
        Task<ReadResult> reading = channel.Input.ReadAsync().AsTask();
        channel.Input.CancelPendingRead();
        Assert.True((await reading.WaitAsync(ScriptedPeer.Patience)).IsCanceled);
        channel.Input.AdvanceTo(default);
        far.Send("x"u8);
        ReadResult next = await channel.Input.ReadAsync().AsTask().WaitAsync(ScriptedPeer.Patience);
        Assert.Equal(1, next.Buffer.Length);
        far.Dispose();
    }

    private Task AttachAsync(TcpChannel channel, int reactor)
    {
        var attached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _reactors[reactor].Post(() =>
        {
            channel.Attach(_reactors[reactor]);
            attached.SetResult();
        });
        return attached.Task.WaitAsync(ScriptedPeer.Patience);
    }

    private static (Socket Near, Socket Far) Pair()
    {
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen(1);
        var far = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        far.Connect(listener.LocalEndPoint!);
        return (listener.Accept(), far);
    }

    private static byte[] Bytes(Random random, int count)
    {
        byte[] bytes = new byte[count];
        random.NextBytes(bytes);
        return bytes;
    }

    private static async Task SendAsync(Socket socket, ReadOnlyMemory<byte> bytes, Random random)
    {
        while (!bytes.IsEmpty)
        {
            int count = Math.Min(bytes.Length, random.Next(1, 20_000));
            await socket.SendAsync(bytes[..count]);
            bytes = bytes[count..];
        }
    }

    private static async Task WriteAsync(TcpChannel channel, ReadOnlyMemory<byte> bytes, Random random)
    {
        while (!bytes.IsEmpty)
        {
            int count = Math.Min(bytes.Length, random.Next(1, 20_000));
            await channel.WriteAsync(bytes[..count]);
            bytes = bytes[count..];
        }
    }

    private static async Task<byte[]> ReadAllAsync(PipeReader input, Random random)
    {
        using var all = new MemoryStream();
        while (true)
        {
            ReadResult result = await input.ReadAsync();
            long take = random.Next(3) == 0 && !result.IsCompleted ? result.Buffer.Length / 2 : result.Buffer.Length;
            foreach (ReadOnlyMemory<byte> part in result.Buffer.Slice(0, take))
            {
                all.Write(part.Span);
            }

            bool isOver = result.IsCompleted && take == result.Buffer.Length;
            input.AdvanceTo(result.Buffer.GetPosition(take));
            if (isOver)
            {
                return all.ToArray();
            }
        }
    }

    private static async Task<byte[]> ReceiveAllAsync(Socket socket, int count)
    {
        byte[] all = new byte[count];
        for (int at = 0; at < count;)
        {
            int came = await socket.ReceiveAsync(all.AsMemory(at, Math.Min(8_192, count - at)));
            at += came > 0 ? came : throw new IOException("it ended early");
        }

        return all;
    }
}
