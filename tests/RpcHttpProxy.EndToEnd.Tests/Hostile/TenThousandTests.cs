using System.Net;
using System.Net.Sockets;
using RpcHttpProxy.Client;
using RpcHttpProxy.EndToEnd.Tests.Kit;
using RpcHttpProxy.Services;
using RpcHttpProxy.TestKit;

namespace RpcHttpProxy.EndToEnd.Tests.Hostile;

/// <summary>Ten thousand TCP connections of one address, each with a request head that never ends, to proxies that are processes of their own.</summary>
[Collection(nameof(WholeProcess))]
[Trait(Category.Name, Category.Slow)]
public class TenThousandTests
{
    private const int Connections = 10_000;
    private const int AtOnce = 500;

    [Fact]
    public async Task Ten_thousand_connections_of_one_address_hold_nobody_up_and_leave_nothing()
    {
        await using RoleProcesses roles = await RoleProcesses.StartAsync();
        await using RpcHttpConnection connection = await RpcHttpConnection.OpenAsync(
            new RpcHttpConnectionOptions { InboundProxy = roles.InboundUrl, OutboundProxy = roles.OutboundUrl, Server = roles.Server });
        await using var channel = new RpcCallChannel(connection.Transport);
        await channel.BindAsync(EchoInterface.Syntax).WaitAsync(Patience.Limit);
        var client = new RpcEchoClient(channel);
        await using var loop = new AddOneLoop(value => client.AddOneAsync(value));
        int before = await roles.DescriptorsAsync(roles.Inbound);

        List<Socket> sockets = [];
        try
        {
            foreach (int[] wave in Enumerable.Range(0, Connections).Chunk(AtOnce))
            {
                sockets.AddRange(await Task.WhenAll(wave.Select(_ => BeginAsync(IPEndPoint.Parse(roles.InboundUrl.Authority)))));
                await loop.AnswersAsync();
            }
        }
        finally
        {
            sockets.ForEach(socket => socket.Close(0));
        }

        await loop.AnswersAsync(100);
        await loop.StopAsync();
        Assert.Null(connection.Reason);
        await Eventually.TrueAsync(
            async () => await roles.DescriptorsAsync(roles.Inbound) <= before + 20,
            () => $"the inbound proxy held {before} descriptors before; they haven't come back");
    }

    private static async Task<Socket> BeginAsync(IPEndPoint proxy)
    {
        var socket = new Socket(proxy.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        using var late = new CancellationTokenSource(Patience.Limit);
        try
        {
            await socket.ConnectAsync(proxy, late.Token);
            await socket.SendAsync("RPC_IN_DATA /rpc/rpcproxy.dll HTTP/1.1\r\nHost: "u8.ToArray(), late.Token);
        }
        catch (SocketException e) when (e.SocketErrorCode is SocketError.ConnectionReset or SocketError.Shutdown or SocketError.ConnectionAborted)
        {
            // Turned away at once, maybe before connecting had returned: that is an answer, too.
        }

        return socket;
    }
}
