using System.Text;
using RpcHttpProxy.Hosting.Tests.Wire;
using RpcHttpProxy.TestKit;
using RpcHttpProxy.Transport.Channels;

namespace RpcHttpProxy.Hosting.Tests.Carriers;

/// <summary>That our ends over TLS are ends, not cuts: close_notify is the last record before FIN.</summary>
public class TlsEndTests
{
    private const string InHead = "RPC_IN_DATA /rpc/rpcproxy.dll?server:593 HTTP/1.1\r\nHost: proxy\r\nContent-Length: 1073741824\r\n\r\n";
    private const string OutHead = "RPC_OUT_DATA /rpc/rpcproxy.dll?server:593 HTTP/1.1\r\nHost: proxy\r\nContent-Length: 4\r\n\r\nbody";

    [Theory]
    [InlineData(WireKind.Tls12)]
    [InlineData(WireKind.Tls13)]
    [InlineData(WireKind.OwnTls12)]
    [InlineData(WireKind.OwnTls13)]
    public async Task An_OUT_channel_ends_with_its_last_byte_then_close_notify_then_FIN(WireKind wire)
    {
        await using ExchangeServer server = await ExchangeServer.StartAsync(
            async (exchange, _) =>
            {
                var channel = new HttpOutChannel(exchange, 1 << 30);
                await channel.Input.ReadAtLeastAsync(4);
                await channel.SendHeadAsync();
                await channel.WriteAsync(new byte[100_000]);
                await channel.WriteAsync("last words"u8.ToArray());
                await channel.FinishAsync();
                await channel.DisposeAsync();
            },
            wire: wire);
        using RawClient client = await RawClient.ConnectAsync(server.EndPoint, wire: wire);

        await client.SendAsync(OutHead);
        string all = Encoding.ASCII.GetString(await client.ReadToEndAsync());

        Assert.EndsWith("\0last words", all, StringComparison.Ordinal);
        AssertClosed(client);
        await server.DisposeAsync();
        Assert.Empty(server.Log.Lines);
    }

    [Theory]
    [InlineData(WireKind.Tls12)]
    [InlineData(WireKind.Tls13)]
    [InlineData(WireKind.OwnTls12)]
    [InlineData(WireKind.OwnTls13)]
    [Trait(Category.Name, Category.Slow)]
    public async Task A_refusal_ends_with_close_notify(WireKind wire)
    {
        await using ExchangeServer server = await ExchangeServer.StartAsync(
            (exchange, _) => exchange.RefuseAsync(HttpResponseText.Refusal(401, "Unauthorized", "No.", DateTimeOffset.UnixEpoch, isHead: false)), wire: wire);
        using RawClient client = await RawClient.ConnectAsync(server.EndPoint, wire: wire);

        await client.SendAsync(InHead);
        string all = Encoding.ASCII.GetString(await client.ReadToEndAsync());

        Assert.StartsWith("HTTP/1.1 401 Unauthorized\r\n", all, StringComparison.Ordinal);
        Assert.EndsWith("No.\n", all, StringComparison.Ordinal);
        AssertClosed(client);
    }

    [Theory]
    [InlineData(WireKind.Tls12)]
    [InlineData(WireKind.Tls13)]
    [InlineData(WireKind.OwnTls12)]
    [InlineData(WireKind.OwnTls13)]
    public async Task An_IN_channel_that_has_ended_here_still_takes_what_the_client_says_until_it_ends_too(WireKind wire)
    {
        var received = new TaskCompletionSource<string>();
        await using ExchangeServer server = await ExchangeServer.StartAsync(
            async (exchange, _) =>
            {
                var channel = new HttpInChannel(exchange);
                await channel.FinishAsync();
                Assert.True(channel.LingersForPeer);
                System.IO.Pipelines.ReadResult result = await channel.Input.ReadAtLeastAsync(1_000);
                received.SetResult(Encoding.ASCII.GetString(result.Buffer) + result.IsCompleted);
                channel.Input.AdvanceTo(result.Buffer.End);
                await channel.DisposeAsync();
            },
            wire: wire);
        using RawClient client = await RawClient.ConnectAsync(server.EndPoint, wire: wire);

        await client.SendAsync(InHead);
        Assert.Empty(await client.ReadToEndAsync());
        AssertClosed(client);
        await client.SendAsync("said after our close_notify");
        await client.FinishAsync();

        Assert.Equal("said after our close_notifyTrue", await received.Task.WaitAsync(TimeSpan.FromSeconds(10)));
        await server.DisposeAsync();
        Assert.Empty(server.Log.Lines);
    }

    [Theory]
    [InlineData(WireKind.Tls12)]
    [InlineData(WireKind.Tls13)]
    [InlineData(WireKind.OwnTls12)]
    [InlineData(WireKind.OwnTls13)]
    public async Task A_clients_close_notify_alone_ends_the_OUT_channel(WireKind wire)
    {
        var end = new TaskCompletionSource<ChannelEnd>();
        await using ExchangeServer server = await ExchangeServer.StartAsync(
            async (exchange, _) =>
            {
                var channel = new HttpOutChannel(exchange, 1 << 30);
                System.IO.Pipelines.ReadResult result = await channel.Input.ReadAtLeastAsync(4);
                channel.Input.AdvanceTo(result.Buffer.End);
                await channel.SendHeadAsync();
                await channel.WriteAsync(default);
                end.SetResult(await channel.AfterInputAsync(CancellationToken.None));
                await channel.DisposeAsync();
            },
            wire: wire);
        using RawClient client = await RawClient.ConnectAsync(server.EndPoint, wire: wire);
        await client.SendAsync(OutHead);
        await client.ReadToAsync("\r\n\r\n");

        await client.Tls!.ShutdownAsync();

        Assert.Equal(ChannelEnd.ClosedByPeer, await end.Task.WaitAsync(TimeSpan.FromSeconds(10)));
    }

    // TLS 1.2 shows an alert (21) as such, TLS 1.3 as application data of two bytes, a type and a tag: RFC 8446, 5.2.
    private static void AssertClosed(RawClient client)
    {
        (byte type, int length) = client.Received.TlsRecords()[^1];
        Assert.True(type == 21 || (type == 23 && length == 2 + 1 + 16), $"the last record is of type {type} and {length} bytes long");
    }
}
