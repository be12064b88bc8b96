using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;
using RpcHttpProxy.Engine.Reactors;
using RpcHttpProxy.Engine.Sockets;

namespace RpcHttpProxy.Engine.Tests.Sockets;

public sealed class SocketAcceptorTests : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(20);

    // The acceptor's is 100 ms; a timer may round. Of the system's clock, which a reactor's wait needs.
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(90);

    private readonly Socket _listener = New();
    private readonly Channel<(Socket Connection, long At)> _accepted = Channel.CreateUnbounded<(Socket, long)>();
    private readonly EpollReactor _reactor = new("test", TimeProvider.System, _ => { }, _ => { });

    public SocketAcceptorTests()
    {
        // Named, since Linux gives a port that nobody has named to others when the socket is shut down.
        using Socket free = New();
        free.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        var address = (IPEndPoint)free.LocalEndPoint!;
        free.Dispose();
        _listener.Bind(address);
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
            using Socket one = (await NextAsync(_accepted)).Connection;
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
            (await NextAsync(_accepted)).Connection.Dispose();
        }

        var address = (IPEndPoint)_listener.LocalEndPoint!;
        acceptor.Dispose();
        acceptor.Dispose();
        using Socket late = New();
        await Assert.ThrowsAsync<SocketException>(() => late.ConnectAsync(address).WaitAsync(s_patience));
        Assert.False(_accepted.Reader.TryRead(out _));
    }

    /// <summary>
    /// An accept that fails, as it does where descriptors are short, is told, and the next waits for a while; then accepting goes on. A listening
    /// socket that is shut down fails in the same way, and this process keeps its descriptors.
    /// </summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_accept_that_fails_is_told_and_accepting_goes_on_behind_a_pause(bool isByReactor)
    {
        var failures = Channel.CreateUnbounded<long>();
        using SocketAcceptor acceptor = Accept(isByReactor, _ => failures.Writer.TryWrite(Stopwatch.GetTimestamp()));
        _listener.Shutdown(SocketShutdown.Both);
        long failed = await NextAsync(failures);

        _listener.Listen();
        using Socket client = Connect();
        (Socket connection, long accepted) = await NextAsync(_accepted);
        Assert.Equal(client.LocalEndPoint, connection.RemoteEndPoint);
        connection.Dispose();

        while (failures.Reader.TryRead(out long again))
        {
            Assert.True(Stopwatch.GetElapsedTime(failed, again) >= s_pause, $"{Stopwatch.GetElapsedTime(failed, again)} between two failures");
            failed = again;
        }

        Assert.True(Stopwatch.GetElapsedTime(failed, accepted) >= s_pause, $"{Stopwatch.GetElapsedTime(failed, accepted)} behind the failure");
    }

    private SocketAcceptor Accept(bool isByReactor, Action<SocketException>? failed = null)
    {
        Reactor? reactor = isByReactor ? _reactor : null;
        return new SocketAcceptor(_listener, reactor, TimeProvider.System, Take, failed ?? (failure => Assert.Fail(failure.Message)));

        void Take(Socket one)
        {
            Assert.Equal(isByReactor, _reactor.IsCurrent);
            _accepted.Writer.TryWrite((one, Stopwatch.GetTimestamp()));
        }
    }

    private static async Task<T> NextAsync<T>(Channel<T> channel) => await channel.Reader.ReadAsync().AsTask().WaitAsync(s_patience);

    private static Socket New() => new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);

    private Socket Connect()
    {
        Socket client = New();
        client.Connect(_listener.LocalEndPoint!);
        return client;
    }
}
