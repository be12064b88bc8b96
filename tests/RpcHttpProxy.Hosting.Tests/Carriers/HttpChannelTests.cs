using System.Diagnostics;
using System.IO.Pipelines;
using System.Text;
using Microsoft.AspNetCore.Http;
using RpcHttpProxy.Core;
using RpcHttpProxy.Hosting.Tests.Wire;
using RpcHttpProxy.TestKit;
using RpcHttpProxy.Transport.Channels;

namespace RpcHttpProxy.Hosting.Tests.Carriers;

public sealed class PlainHttpChannelTests() : HttpChannelTests(WireKind.Plain);

public sealed class DetachedHttpChannelTests() : HttpChannelTests(WireKind.Detached);

public sealed class Tls12HttpChannelTests() : HttpChannelTests(WireKind.Tls12);

public sealed class Tls13HttpChannelTests() : HttpChannelTests(WireKind.Tls13);

public sealed class OwnTls12HttpChannelTests() : HttpChannelTests(WireKind.OwnTls12);

public sealed class OwnTls13HttpChannelTests() : HttpChannelTests(WireKind.OwnTls13);

/// <summary>Channels over a connection of each kind.</summary>
public abstract partial class HttpChannelTests(WireKind wire)
{
    private const long Lifetime = 1 << 30;
    private const string InHead = "RPC_IN_DATA /rpc/rpcproxy.dll?server:593 HTTP/1.1\r\nHost: proxy\r\nContent-Length: 1073741824\r\n\r\n";
    private const string OutHead = "RPC_OUT_DATA /rpc/rpcproxy.dll?server:593 HTTP/1.1\r\nHost: proxy\r\nContent-Length: 76\r\n\r\n";

    private static readonly byte[] _first = [.. Enumerable.Range(0, 76).Select(i => (byte)i)];

    // [rpch 2.1.2.1.1/7, 2.1.2.1.1/16]
    [Fact]
    public async Task An_IN_body_arrives_as_it_is_sent_and_nothing_is_answered_until_the_end()
    {
        var received = new TaskCompletionSource<string>();
        await using ExchangeServer server = await StartAsync(async (exchange, _) =>
        {
            var channel = new HttpInChannel(exchange);
            received.SetResult(await ReadAsync(channel.Input, 5) + "|" + await ReadAsync(channel.Input, 5));
            await channel.FailAsync(CloseReason.ServerUnreachable);
            await channel.DisposeAsync();
        });
        using RawClient client = await ConnectAsync(server);

        await client.SendAsync(InHead + "hello");
        await client.SendAsync("world");

        Assert.Equal("hello|world", await received.Task.WaitAsync(Soon));
        Assert.Equal("HTTP/1.0 503 RPC Error: 6ba\r\nContent-Length: 0\r\nConnection: close\r\n\r\n", await client.ReadToAsync("\r\n\r\n"));
    }

    [Fact]
    public async Task What_comes_together_with_the_clients_FIN_is_still_delivered()
    {
        var fin = new TaskCompletionSource();
        var received = new TaskCompletionSource<(string, bool)>();
        await using ExchangeServer server = await StartAsync(async (exchange, context) =>
        {
            await using CancellationTokenRegistration gone = context.RequestAborted.Register(fin.SetResult);
            if (wire is not (WireKind.OwnTls12 or WireKind.OwnTls13)) // There the end is noticed by whoever reads.
            {
                await fin.Task.WaitAsync(Soon);
            }

            var channel = new HttpInChannel(exchange);
            ReadResult result = await channel.Input.ReadAtLeastAsync(11); // one more than there will be
            received.SetResult((Encoding.ASCII.GetString(result.Buffer), result.IsCompleted));
            channel.Input.AdvanceTo(result.Buffer.End);
            await channel.DisposeAsync();
        });
        using RawClient client = await ConnectAsync(server);
        await client.SendAsync(InHead + "last words");
        await client.FinishAsync();

        Assert.Equal(("last words", true), await received.Task.WaitAsync(Soon));
        await server.DisposeAsync();
        Assert.Empty(server.Log.Lines);
    }

    // [rpch 2.1.2.1.3/10, 3.2.3.5.11/1]
    [Fact]
    [Trait(Category.Name, Category.Slow)]
    public async Task A_refused_client_in_the_middle_of_its_GiB_reads_503_and_sees_the_end_soon()
    {
        await using ExchangeServer server = await StartAsync(async (exchange, _) =>
        {
            var channel = new HttpInChannel(exchange);
            await channel.FailAsync(CloseReason.TargetDenied);
            await DrainAsync(channel);
            await channel.DisposeAsync();
        });
        using RawClient client = await ConnectAsync(server);

        long begun = Stopwatch.GetTimestamp();
        await client.SendAsync(InHead);
        await client.SendAsync(new byte[300_000]);
        byte[] all = await client.ReadToEndAsync();

        Assert.Equal("HTTP/1.0 503 RPC Error: 5\r\nContent-Length: 0\r\nConnection: close\r\n\r\n", Encoding.ASCII.GetString(all));
        Assert.InRange(Stopwatch.GetElapsedTime(begun), TimeSpan.Zero, SoonEnough);
        await server.DisposeAsync();
        Assert.Empty(server.Log.Lines);
    }

    [Fact]
    public async Task An_IN_channel_that_ends_unanswered_ends_with_FIN_and_no_response()
    {
        await using ExchangeServer server = await StartAsync(async (exchange, _) =>
        {
            var channel = new HttpInChannel(exchange);
            await ReadAsync(channel.Input, 5);
            await channel.FinishAsync();
            await DrainAsync(channel);
            await channel.DisposeAsync();
        });
        using RawClient client = await ConnectAsync(server);

        await client.SendAsync(InHead + "hello");

        Assert.Empty(await client.ReadToEndAsync());
        client.Dispose();
        await server.DisposeAsync();
        Assert.Empty(server.Log.Lines);
    }

    // [rpch 2.1.2.1.2/18, 2.1.2.1.4/1-5, 3.2.4.5.3/4-8, 3.2.4.5.9/4-8]
    [Fact]
    public async Task The_OUT_head_and_the_first_bytes_are_one_packet_and_the_head_says_what_2_1_2_1_4_says()
    {
        await using ExchangeServer server = await StartAsync(async (exchange, _) =>
        {
            var channel = new HttpOutChannel(exchange, Lifetime);
            await ReadAsync(channel.Input, 76);
            await channel.SendHeadAsync();
            await channel.WriteAsync("first"u8.ToArray());
            await channel.AfterInputAsync(CancellationToken.None);
            await channel.DisposeAsync();
        });
        using RawClient client = await ConnectAsync(server);
        await client.SendAsync(OutHead);
        await client.SendAsync(_first);

        var packet = new byte[1_000];
        int read = await client.ReceiveAsync(packet);

        Assert.Equal(
            "HTTP/1.1 200 Success\r\nContent-Type: application/rpc\r\nContent-Length: 1073741824\r\nX-Accel-Buffering: no\r\n\r\nfirst",
            Encoding.ASCII.GetString(packet, 0, read));
    }

    [Fact]
    public async Task The_OUT_head_goes_alone_when_nothing_follows_it()
    {
        await using ExchangeServer server = await StartAsync(async (exchange, _) =>
        {
            var channel = new HttpOutChannel(exchange, Lifetime);
            await ReadAsync(channel.Input, 76);
            await channel.SendHeadAsync();
            await channel.WriteAsync(default);
            await channel.AfterInputAsync(CancellationToken.None);
            await channel.DisposeAsync();
        });
        using RawClient client = await ConnectAsync(server);
        await client.SendAsync(OutHead);
        await client.SendAsync(_first);

        Assert.StartsWith("HTTP/1.1 200 Success\r\n", await client.ReadToAsync("\r\n\r\n"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("HTTP/1.1", "Expect: 100-continue\r\n", "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.0 503 ")]
    [InlineData("HTTP/1.1", "", "HTTP/1.0 503 ")]
    [InlineData("HTTP/1.0", "Expect: 100-continue\r\n", "HTTP/1.0 503 ")]
    [Trait(Category.Name, Category.Slow)]
    public async Task A_hundred_is_said_only_when_asked_for(string version, string header, string expected)
    {
        await using ExchangeServer server = await StartAsync(async (exchange, _) =>
        {
            await exchange.ContinueAsync();
            var channel = new HttpInChannel(exchange);
            await ReadAsync(channel.Input, 4);
            await channel.FailAsync(CloseReason.ServerUnreachable);
            await DrainAsync(channel);
            await channel.DisposeAsync();
        });
        using RawClient client = await ConnectAsync(server);

        await client.SendAsync($"RPC_IN_DATA /rpc/rpcproxy.dll?server:593 {version}\r\nHost: proxy\r\n{header}Content-Length: 100\r\n\r\n");
        await client.SendAsync("body");

        string all = Encoding.ASCII.GetString(await client.ReadToEndAsync());
        Assert.StartsWith(expected, all, StringComparison.Ordinal);
    }

    private Task<ExchangeServer> StartAsync(Func<HttpExchange, HttpContext, Task> handler, TimeSpan? linger = null) =>
        ExchangeServer.StartAsync(handler, linger, wire);

    private Task<RawClient> ConnectAsync(ExchangeServer server, int? receiveBuffer = null) =>
        RawClient.ConnectAsync(server.EndPoint, receiveBuffer, wire);

    // A second for the client to see the answer, and what a busy machine adds; left to itself Kestrel takes six.
    private static TimeSpan SoonEnough => TimeSpan.FromSeconds(3);

    private static TimeSpan Soon => TimeSpan.FromSeconds(10);

    private static async Task<string> ReadAsync(PipeReader input, int count)
    {
        ReadResult result = await input.ReadAtLeastAsync(count);
        var at = result.Buffer.GetPosition(count);
        string text = Encoding.ASCII.GetString(result.Buffer.Slice(0, at));
        input.AdvanceTo(at);
        return text;
    }

    private static async Task DrainAsync(IChannelTransport channel)
    {
        while (channel.LingersForPeer)
        {
            ReadResult result = await channel.Input.ReadAsync();
            channel.Input.AdvanceTo(result.Buffer.End);
            if (result.IsCompleted)
            {
                return;
            }
        }
    }
}
