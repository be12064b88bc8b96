using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;
using RpcHttpProxy.Engine.Reactors;
using RpcHttpProxy.Engine.Sockets;

namespace RpcHttpProxy.Engine.Tests.Sockets;

public sealed class SocketAcceptorTests : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(20);

    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly Channel<Socket> _accepted = Channel.CreateUnbounded<Socket>();
    private readonly EpollReactor _reactor = new("test", TimeProvider.System, _ => { }, _ => { });

    public SocketAcceptorTests()
    {
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen(512);
    }

    public void Dispose()
    {
        _listener.Dispose();
        _reactor.Dispose();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Each_connection_is_accepted_once_those_that_were_there_before_too(bool isByReactor)
    {
        const int Before = 100, Behind = 100;
        List<Socket> clients = [.. Enumerable.Range(0, Before).Select(_ => Connect())];
        using SocketAcceptor acceptor = Accept(isByReactor);
        clients.AddRange(Enumerable.Range(0, Behind).Select(_ => Connect()));

        HashSet<EndPoint> peers = [];
        for (int i = 0; i < clients.Count; i++)
        {
            using Socket one = await _accepted.Reader.ReadAsync().AsTask().WaitAsync(s_patience);
            Assert.True(peers.Add(one.RemoteEndPoint!));
        }

        Assert.Equal(clients.Select(client => client.LocalEndPoint!).ToHashSet(), peers);
        clients.ForEach(client => client.Dispose());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_connects_after_the_end_is_refused(bool isByReactor)
    {
        SocketAcceptor acceptor = Accept(isByReactor);
        using (Connect())
        {
            (await _accepted.Reader.ReadAsync().AsTask().WaitAsync(s_patience)).Dispose();
        }

        var address = (IPEndPoint)_listener.LocalEndPoint!;
        acceptor.Dispose();
        acceptor.Dispose();
        using var late = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await Assert.ThrowsAsync<SocketException>(() => late.ConnectAsync(address).WaitAsync(s_patience));
        Assert.False(_accepted.Reader.TryRead(out _));
    }

    private SocketAcceptor Accept(bool isByReactor)
    {
        Reactor? reactor = isByReactor ? _reactor : null;
        return new SocketAcceptor(_listener, reactor, TimeProvider.System, Take, failure => Assert.Fail(failure.Message));

        void Take(Socket one)
        {
            Assert.Equal(isByReactor, _reactor.IsCurrent);
            _accepted.Writer.TryWrite(one);
        }
    }

    private Socket Connect()
    {
        var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        client.Connect(_listener.LocalEndPoint!);
        return client;
    }
}
