using System.Net.Sockets;
using System.Text;
using RpcHttpProxy.Core;
using RpcHttpProxy.Hosting.Tests.Wire;
using RpcHttpProxy.Transport.Channels;

namespace RpcHttpProxy.Hosting.Tests.Carriers;

/* How an OUT channel ends. */
public abstract partial class HttpChannelTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(5_000_000)]
    public async Task Bytes_behind_the_OUT_body_end_the_channel(int count)
    {
        var end = new TaskCompletionSource<ChannelEnd>();
        await using ExchangeServer server = await StartAsync((exchange, _) => OpenOutAsync(exchange, end));
        using RawClient client = await ConnectAsync(server);
        await client.SendAsync(OutHead);
        await client.SendAsync(_first);
        await client.ReadToAsync("\r\n\r\n");

        try
        {
            await client.SendAsync(new byte[count]);
        }
        catch (SocketException)
        {
            // Reset in the middle of it, as it should be.
        }

        Assert.Equal(CloseReason.BytesBehindBody, (await end.Task.WaitAsync(Soon)).Reason);
    }

    [Fact]
    public async Task Bytes_behind_the_OUT_body_in_the_same_packet_end_the_channel()
    {
        var end = new TaskCompletionSource<ChannelEnd>();
        await using ExchangeServer server = await StartAsync((exchange, _) => OpenOutAsync(exchange, end));
        using RawClient client = await ConnectAsync(server);

        await client.SendAsync((byte[])[.. Encoding.ASCII.GetBytes(OutHead), .. _first, 1]);

        Assert.Equal(CloseReason.BytesBehindBody, (await end.Task.WaitAsync(Soon)).Reason);
    }

    [Fact]
    public async Task A_clients_FIN_ends_the_OUT_channel_in_order()
    {
        var end = new TaskCompletionSource<ChannelEnd>();
        await using ExchangeServer server = await StartAsync((exchange, _) => OpenOutAsync(exchange, end));
        using RawClient client = await ConnectAsync(server);
        await client.SendAsync(OutHead);
        await client.SendAsync(_first);
        await client.ReadToAsync("\r\n\r\n");

        client.Dispose();

        Assert.Equal(ChannelEnd.ClosedByPeer, await end.Task.WaitAsync(Soon));
        await server.DisposeAsync();
        Assert.Empty(server.Log.Lines);
    }

    [Fact]
    public async Task A_clients_RST_ends_the_OUT_channel_with_an_error_of_the_wire()
    {
        var end = new TaskCompletionSource<ChannelEnd>();
        await using ExchangeServer server = await StartAsync((exchange, _) => OpenOutAsync(exchange, end));
        using RawClient client = await ConnectAsync(server);
        await client.SendAsync(OutHead);
        await client.SendAsync(_first);
        await client.ReadToAsync("\r\n\r\n");

        client.Reset();

        await Assert.ThrowsAnyAsync<IOException>(() => end.Task.WaitAsync(Soon));
        await server.DisposeAsync();
        Assert.Empty(server.Log.Lines);
    }

    [Fact]
    public async Task A_client_that_reads_after_the_channel_has_ended_gets_every_byte_and_then_FIN()
    {
        const int Size = 60_000; // fits the pipe, not the client's receive buffer
        var finished = new TaskCompletionSource();
        await using ExchangeServer server = await StartAsync(async (exchange, _) =>
        {
            var channel = new HttpOutChannel(exchange, Lifetime);
            await ReadAsync(channel.Input, 76);
            await channel.SendHeadAsync();
            await channel.WriteAsync(new byte[Size]);
            await channel.FinishAsync();
            finished.SetResult();
            await channel.DisposeAsync();
        });
        using RawClient client = await ConnectAsync(server, receiveBuffer: 8_192);
        await client.SendAsync(OutHead);
        await client.SendAsync(_first);
        await finished.Task.WaitAsync(Soon);
        await client.ReadToAsync("\r\n\r\n");

        Assert.Equal(Size, (await client.ReadToEndAsync()).Length);
        await server.DisposeAsync();
        Assert.Empty(server.Log.Lines);
    }

    [Fact]
    public async Task A_client_that_never_reads_its_last_bytes_is_cut_off_after_the_linger_time()
    {
        var done = new TaskCompletionSource();
        await using ExchangeServer server = await StartAsync(
            async (exchange, _) =>
            {
                var channel = new HttpOutChannel(exchange, Lifetime);
                await ReadAsync(channel.Input, 76);
                await channel.SendHeadAsync();
                Task writing = channel.WriteAsync(new byte[16_000_000]).AsTask();
                await channel.DisposeAsync();
                await Assert.ThrowsAnyAsync<Exception>(() => writing);
                done.SetResult();
            },
            linger: TimeSpan.FromMilliseconds(300));
        using RawClient client = await ConnectAsync(server, receiveBuffer: 8_192);

        await client.SendAsync(OutHead);
        await client.SendAsync(_first);

        await done.Task.WaitAsync(Soon);
    }

    [Fact]
    public async Task An_aborted_channel_is_reset()
    {
        await using ExchangeServer server = await StartAsync(async (exchange, _) =>
        {
            var channel = new HttpOutChannel(exchange, Lifetime);
            await ReadAsync(channel.Input, 76);
            await channel.SendHeadAsync();
            await channel.WriteAsync(default);
            channel.Abort();
            channel.Abort();
            await channel.DisposeAsync();
        });
        using RawClient client = await ConnectAsync(server);
        await client.SendAsync(OutHead);
        await client.SendAsync(_first);

        SocketException e = await Assert.ThrowsAsync<SocketException>(client.ReadToEndAsync);
        Assert.Equal(SocketError.ConnectionReset, e.SocketErrorCode);
    }

    [Fact]
    public async Task A_write_to_a_client_that_is_gone_is_an_IOException()
    {
        var thrown = new TaskCompletionSource<Exception?>();
        await using ExchangeServer server = await StartAsync(async (exchange, _) =>
        {
            var channel = new HttpOutChannel(exchange, Lifetime);
            await ReadAsync(channel.Input, 76);
            await channel.SendHeadAsync();
            await channel.WriteAsync(default);
            await channel.AfterInputAsync(CancellationToken.None);
            thrown.SetResult(await Record.ExceptionAsync(async () =>
            {
                // The first ones may still fall into the gap before the transport has noticed.
                for (int i = 0; i < 1_000_000; i++)
                {
                    await channel.WriteAsync(new byte[100]);
                }
            }));
            await channel.DisposeAsync();
        });
        using RawClient client = await ConnectAsync(server);
        await client.SendAsync(OutHead);
        await client.SendAsync(_first);
        await client.ReadToAsync("\r\n\r\n");

        client.Dispose();

        Assert.IsAssignableFrom<IOException>(await thrown.Task.WaitAsync(Soon));
    }

    private static async Task OpenOutAsync(HttpExchange exchange, TaskCompletionSource<ChannelEnd> end)
    {
        var channel = new HttpOutChannel(exchange, Lifetime);
        await ReadAsync(channel.Input, 76);
        await channel.SendHeadAsync();
        await channel.WriteAsync(default);
        try
        {
            end.SetResult(await channel.AfterInputAsync(CancellationToken.None));
        }
        catch (Exception e)
        {
            end.SetException(e);
        }

        channel.Abort();
        await channel.DisposeAsync();
    }
}
