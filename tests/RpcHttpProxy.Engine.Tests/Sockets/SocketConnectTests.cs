using System.Net;
using System.Net.Sockets;
using RpcHttpProxy.Engine.Sockets;

namespace RpcHttpProxy.Engine.Tests.Sockets;

public sealed class SocketConnectTests : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(20);

    private readonly EpollReactor _reactor = new("test", TimeProvider.System, _ => { }, _ => { });

    public void Dispose() => _reactor.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_connection_is_made_or_refused_without_the_runtimes_socket_threads(bool isRefused)
    {
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        if (!isRefused)
        {
            listener.Listen();
        }

        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        Task connecting = SocketConnect.ConnectAsync(socket, (IPEndPoint)listener.LocalEndPoint!, _reactor, CancellationToken.None);
        if (isRefused)
        {
            var e = await Assert.ThrowsAsync<SocketException>(() => connecting.WaitAsync(s_patience));
            Assert.Equal(SocketError.ConnectionRefused, e.SocketErrorCode);
            return;
        }

        await connecting.WaitAsync(s_patience);
        using Socket accepted = await listener.AcceptAsync();
        socket.Send("x"u8);
        byte[] came = new byte[1];
        Assert.Equal(1, await accepted.ReceiveAsync(came));
    }

    [Fact]
    public async Task Connecting_can_be_cancelled()
    {
        // A listener whose queue is full answers nobody (listen(2)).
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen(0);
        var address = (IPEndPoint)listener.LocalEndPoint!;
        using var cancel = new CancellationTokenSource();
        List<Socket> sockets = [];
        List<Task> connecting = [];
        for (int i = 0; i < 8; i++)
        {
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            sockets.Add(socket);
            connecting.Add(SocketConnect.ConnectAsync(socket, address, _reactor, cancel.Token));
        }

        await cancel.CancelAsync();
        await Task.WhenAll(connecting).WaitAsync(s_patience).ContinueWith(_ => { }, TaskScheduler.Default);
        Assert.Contains(connecting, one => one.IsCanceled);
        sockets.ForEach(socket => socket.Dispose());
    }
}
