using System.Net;
using RpcHttpProxy.Protocol;

namespace RpcHttpProxy.Tool.Bench;

/// <summary>Pairs of plain TCP connections to <see cref="PlainServer"/>: the same PDUs, without HTTP and without flow control.</summary>
internal sealed class PlainTarget(IPEndPoint server) : ILoadTarget
{
    public async Task<LoadConnection> OpenAsync(bool isBlocking)
    {
        LoadSocket outSocket = await LoadSocket.ConnectAsync(server, isBlocking);
        LoadSocket inSocket = await LoadSocket.ConnectAsync(server, isBlocking);
        var connection = new LoadConnection(inSocket, outSocket, isFlowControlled: false);
        try
        {
            RtsPdu a1 = RtsPdus.CONN_A1(connection.Cookie, connection.OutCookie, PlainServer.Window);
            RtsPdu b1 = RtsPdus.CONN_B1(connection.Cookie, connection.InCookie, 1 << 30, 300_000, RtsCookie.CreateRandom());
            await outSocket.SendAllAsync(a1.ToArray());
            await inSocket.SendAllAsync(b1.ToArray());
            await connection.OpenedAsync(PlainServer.Window);
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }
}
