using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;
using RpcHttpProxy.Engine.Reactors;
using RpcHttpProxy.Engine.Sockets;

namespace RpcHttpProxy.Engine.Tests.Sockets;

/// <summary>
/// An accept that fails, as it does where descriptors are short, is told, and the next waits for a while; then accepting goes on. A listening
/// socket that is shut down fails in the same way, and this process keeps its descriptors.
/// </summary>
public sealed class SocketAcceptorPauseTests : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(20);

    // The acceptor's is 100 ms; a timer may round.
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(90);

    private readonly Socket _listener = New();
    private readonly EpollReactor _reactor = new("test", TimeProvider.System, _ => { }, _ => { });
    private readonly Channel<long> _failed = Channel.CreateUnbounded<long>();
    private readonly Channel<(Socket Connection, long At)> _accepted = Channel.CreateUnbounded<(Socket, long)>();

    public SocketAcceptorPauseTests()
    {
        // Named, since Linux gives one that nobody has named to others when the socket is shut down.
        using Socket free = New();
        free.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        var address = (IPEndPoint)free.LocalEndPoint!;
        free.Dispose();
        _listener.Bind(address);
        _listener.Listen();
    }

    public void Dispose()
    {
        _listener.Dispose();
        _reactor.Dispose();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_accept_that_fails_is_told_and_accepting_goes_on_behind_a_pause(bool isByReactor)
    {
        Reactor? reactor = isByReactor ? _reactor : null;
        using var acceptor = new SocketAcceptor(
            _listener, reactor, TimeProvider.System, socket => _accepted.Writer.TryWrite((socket, Stopwatch.GetTimestamp())),
            _ => _failed.Writer.TryWrite(Stopwatch.GetTimestamp()));
        _listener.Shutdown(SocketShutdown.Both);
        long failed = await NextAsync(_failed);

        _listener.Listen();
        using Socket client = New();
        client.Connect(_listener.LocalEndPoint!);
        (Socket connection, long accepted) = await NextAsync(_accepted);
        Assert.Equal(client.LocalEndPoint, connection.RemoteEndPoint);
        connection.Dispose();

        while (_failed.Reader.TryRead(out long again))
        {
            Assert.True(Stopwatch.GetElapsedTime(failed, again) >= s_pause, $"{Stopwatch.GetElapsedTime(failed, again)} between two failures");
            failed = again;
        }

        Assert.True(Stopwatch.GetElapsedTime(failed, accepted) >= s_pause, $"{Stopwatch.GetElapsedTime(failed, accepted)} behind the failure");
    }

    private static async Task<T> NextAsync<T>(Channel<T> channel) => await channel.Reader.ReadAsync().AsTask().WaitAsync(s_patience);

    private static Socket New() => new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
}
