using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using RpcHttpProxy.Transport.Sockets;

namespace RpcHttpProxy.Transport.Tests.Sockets;

public sealed class PlainTransportTests
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task A_connection_that_TLS_begins_on_is_Kestrels_and_never_looked_at_as_a_request()
    {
        var transport = new PlainTransport { FirstRequests = new Nobodys() };
        await using IConnectionListener listener =
            await transport.BindAsync(new PlainEndPoint(new IPEndPoint(IPAddress.Loopback, 0), isEncrypted: true));
        using var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        using var late = new CancellationTokenSource(s_patience);

        await client.ConnectAsync(listener.EndPoint, late.Token);

        ConnectionContext? accepted = await listener.AcceptAsync(late.Token);
        Assert.NotNull(accepted);
        await accepted.DisposeAsync();
    }

    private sealed class Nobodys : IFirstRequests
    {
        public ValueTask<bool> TryTakeAsync(PlainConnection connection, CancellationToken unbound)
        {
            connection.Abort();
            return ValueTask.FromResult(true);
        }
    }
}
