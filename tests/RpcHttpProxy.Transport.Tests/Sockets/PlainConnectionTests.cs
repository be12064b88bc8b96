using System.Net;
using System.Net.Sockets;
using RpcHttpProxy.Transport.Sockets;

namespace RpcHttpProxy.Transport.Tests.Sockets;

public sealed class PlainConnectionTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_was_found_of_a_connection_that_ends_before_anyone_wants_it_is_disposed_of(bool isClosedBefore)
    {
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        using var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        client.Connect(listener.LocalEndPoint!);
        var connection = new PlainConnection(await listener.AcceptAsync(), reactor: null);
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
}
