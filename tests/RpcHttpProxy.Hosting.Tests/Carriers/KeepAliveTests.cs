using System.Net;
using System.Net.Sockets;
using RpcHttpProxy.Hosting.Tests.Wire;
using RpcHttpProxy.Transport.Channels;

namespace RpcHttpProxy.Hosting.Tests.Carriers;

/// <summary>Every connection of ours asks by TCP whether its peer is still there, and so keeps a firewall in between from forgetting it.</summary>
public class KeepAliveTests
{
    // KB 2535656's advice; firewalls that were reported forget a connection after 240 s at the earliest.
    private static readonly TimeSpan _interval = TimeSpan.FromSeconds(120);

    [Theory]
    [InlineData(WireKind.Plain)]
    [InlineData(WireKind.Detached)]
    [InlineData(WireKind.Tls12)]
    [InlineData(WireKind.Tls13)]
    [InlineData(WireKind.OwnTls13)]
    public async Task A_clients_leg_has_it_once_it_carries_a_channel(WireKind wire)
    {
        var taken = new TaskCompletionSource();
        var seen = new TaskCompletionSource();
        await using ExchangeServer server = await ExchangeServer.StartAsync(
            async (exchange, _) =>
            {
                taken.SetResult();
                await seen.Task;
                exchange.Abort();
                await new HttpInChannel(exchange).DisposeAsync();
            },
            wire: wire);
        using RawClient client = await RawClient.ConnectAsync(server.EndPoint, wire: wire);
        await client.SendAsync("RPC_IN_DATA /rpc/rpcproxy.dll?s:1 HTTP/1.1\r\nHost: p\r\nContent-Length: 1073741824\r\n\r\n");
        await taken.Task.WaitAsync(TimeSpan.FromSeconds(10));

        TimeSpan left = await KeepAliveTimer.LeftAsync(server.EndPoint, (IPEndPoint)client.Socket.LocalEndPoint!);
        seen.SetResult();

        Assert.InRange(left, TimeSpan.Zero, _interval);
    }

    [Fact]
    public async Task A_connection_to_a_server_has_it()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();

        using Socket socket = await new TcpDialer(TimeSpan.FromSeconds(5), TimeProvider.System)
            .ConnectAsync("127.0.0.1", ((IPEndPoint)listener.LocalEndpoint).Port, CancellationToken.None);

        AssertHasIt(socket);
    }

    [Fact]
    public async Task A_connection_that_the_backend_accepted_has_it()
    {
        var settings = new BackendHostSettings();
        settings.Backend.Endpoints.Add(new BackendEndpointOptions { Listen = "127.0.0.1:0", Service = "echo" });
        settings.Log.Console = false;
        await using BackendHost backend = BackendHost.Build(settings);
        await backend.StartAsync();
        using var proxy = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await proxy.ConnectAsync(backend.EndPoints[0]);

        TimeSpan left = await KeepAliveTimer.LeftAsync(backend.EndPoints[0], (IPEndPoint)proxy.LocalEndPoint!);

        Assert.InRange(left, TimeSpan.Zero, _interval);
        proxy.Dispose(); // or the end waits until it has lingered
        await backend.StopAsync();
    }

    private static void AssertHasIt(Socket socket)
    {
        Assert.NotEqual(0, (int)socket.GetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive)!);
        Assert.Equal(_interval.TotalSeconds, (int)socket.GetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime)!);
    }
}
