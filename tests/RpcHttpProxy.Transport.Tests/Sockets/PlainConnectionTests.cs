using System.IO.Pipelines;
using System.Net;
using System.Net.Sockets;
using RpcHttpProxy.Transport.Sockets;

namespace RpcHttpProxy.Transport.Tests.Sockets;

public sealed class PlainConnectionTests
{
    [Fact]
    public async Task A_write_while_another_waits_for_room_is_refused_and_loses_nothing_of_that_one()
    {
        (Socket client, PlainConnection connection) = await ConnectAsync();
        using Socket reader = client;
        byte[] large = new byte[16 << 20];
        large[^1] = 42;
        ValueTask<FlushResult> waiting = connection.Writer.WriteAsync(large, CancellationToken.None);
        Assert.False(waiting.IsCompleted);

        await Assert.ThrowsAsync<InvalidOperationException>(async () => await connection.Writer.WriteAsync(new byte[1], CancellationToken.None));

        byte[] read = new byte[large.Length];
        using var stream = new NetworkStream(reader);
        await stream.ReadExactlyAsync(read, new CancellationTokenSource(TimeSpan.FromSeconds(20)).Token);
        Assert.Equal(42, read[^1]);
        Assert.False((await waiting).IsCompleted);
        connection.Close();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_was_found_of_a_connection_that_ends_before_anyone_wants_it_is_disposed_of(bool isClosedBefore)
    {
        (Socket client, PlainConnection connection) = await ConnectAsync();
        using Socket peer = client;
        using var found = new CancellationTokenSource();
        CancellationToken token = found.Token;

        if (isClosedBefore)
        {
            connection.Close();
        }

        connection.Found = found;
        connection.Close();

        Assert.Null(connection.Found);
        Assert.Throws<ObjectDisposedException>(() => token.WaitHandle);
    }

    private static async Task<(Socket Client, PlainConnection Connection)> ConnectAsync()
    {
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        client.Connect(listener.LocalEndPoint!);
        return (client, new PlainConnection(await listener.AcceptAsync(), reactor: null));
    }
}
