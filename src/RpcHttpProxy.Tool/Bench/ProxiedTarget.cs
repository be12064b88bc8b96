using System.Net;
using System.Text;
using RpcHttpProxy.Client;
using RpcHttpProxy.Protocol;

namespace RpcHttpProxy.Tool.Bench;

/// <summary>Virtual connections through an inbound and an outbound proxy.</summary>
internal sealed class ProxiedTarget : ILoadTarget
{
    /* The most a channel may be announced to carry without more ado (2.1.2.1.1): the load recycles none. */
    private const uint Lifetime = 1_073_741_824;
    private const uint KeepAlive = 300_000;

    private readonly IPEndPoint _inbound;
    private readonly IPEndPoint _outbound;
    private readonly byte[] _inHead;
    private readonly byte[] _outHead;
    private readonly uint _window;

    /// <param name="inbound">The inbound proxy.</param>
    /// <param name="outbound">The outbound proxy.</param>
    /// <param name="server">The RPC server, as the proxies are to reach it.</param>
    /// <param name="window">ReceiveWindowSize of the OUT channels, in bytes.</param>
    public ProxiedTarget(ProxyUrl inbound, ProxyUrl outbound, string server, uint window)
    {
        _inbound = new IPEndPoint(IPAddress.Parse(inbound.Host), inbound.Port);
        _outbound = new IPEndPoint(IPAddress.Parse(outbound.Host), outbound.Port);
        _inHead = Head("RPC_IN_DATA", inbound, server, Lifetime);
        _outHead = Head("RPC_OUT_DATA", outbound, server, 76);
        _window = window;
    }

    public async Task<LoadConnection> OpenAsync(bool isBlocking)
    {
        LoadSocket outSocket = await LoadSocket.ConnectAsync(_outbound, isBlocking);
        LoadSocket inSocket = await LoadSocket.ConnectAsync(_inbound, isBlocking);
        var connection = new LoadConnection(inSocket, outSocket, isFlowControlled: true);
        try
        {
            RtsPdu a1 = RtsPdus.CONN_A1(connection.Cookie, connection.OutCookie, _window);
            RtsPdu b1 = RtsPdus.CONN_B1(connection.Cookie, connection.InCookie, Lifetime, KeepAlive, RtsCookie.CreateRandom());
            await outSocket.SendAllAsync((byte[])[.. _outHead, .. a1.ToArray()]);
            await inSocket.SendAllAsync((byte[])[.. _inHead, .. b1.ToArray()]);
            await connection.OpenedAsync(_window);
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    private static byte[] Head(string method, ProxyUrl proxy, string server, long length) => Encoding.ASCII.GetBytes(
        $"{method} {proxy.Path}?{server} HTTP/1.1\r\nAccept: application/rpc\r\nContent-Length: {length}\r\nHost: {proxy.Authority}\r\nPragma: No-cache\r\nUser-Agent: MSRPC\r\n\r\n");
}
