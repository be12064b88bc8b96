using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Connections;
using RpcHttpProxy.Engine.Reactors;
using RpcHttpProxy.Engine.Sockets;
using RpcHttpProxy.Engine.Tests.LineEcho;
using RpcHttpProxy.TestKit;
using RpcHttpProxy.Transport.Sockets;
using RpcHttpProxy.Transport.Tests.Kit;

namespace RpcHttpProxy.Transport.Tests.Stress;

/// <summary>The line server on real sockets: each connection arrives on the next reactor, and moves to that of its token.</summary>
internal sealed class StressServer : IFirstRequests, IAsyncDisposable
{
    private readonly ConcurrentQueue<Exception> _faults = new();
    private readonly Reactor[] _reactors;
    private readonly LineServer _server;
    private IConnectionListener? _listener;

    public StressServer(bool isEpoll, int reactors)
    {
        _reactors =
        [
            .. Enumerable.Range(0, reactors).Select<int, Reactor>(i => isEpoll
                ? new EpollReactor($"stress {i}", TimeProvider.System, _faults.Enqueue, _ => { })
                : new InlineReactor(TimeProvider.System, _faults.Enqueue)),
        ];
        var set = new ReactorSet(_reactors);
        _server = new LineServer(set, new LineOptions
        {
            MaxWaitingBytes = 2_048,
            Budget = 1 << 30,
            FirstLineTimeout = TimeSpan.FromSeconds(5),
            JoinTimeout = TimeSpan.FromSeconds(5),
        });
        Transport = new PlainTransport { Reactors = set, FirstRequests = this };
    }

    /// <summary>Where it listens.</summary>
    public EndPoint EndPoint => _listener!.EndPoint;

    /// <summary>Faults of ours that sessions have had.</summary>
    public int Faults => _server.Faults.Count;

    private PlainTransport Transport { get; }

    public async Task StartAsync() => _listener = await Transport.BindAsync(new PlainEndPoint(new IPEndPoint(IPAddress.Loopback, 0)));

    public ValueTask<bool> TryTakeAsync(PlainConnection connection, CancellationToken unbound)
    {
        var carrier = new ConnectionCarrier(connection, ScriptedPeer.Patience, TimeProvider.System);
        _ = _server.RunAsync(carrier, connection.Reactor!);
        return ValueTask.FromResult(true);
    }

    /// <summary>
    /// An IN whose OUT was gone before it was joined waits for another until a time-out: here it is, and goes again. The same for an OUT.
    /// </summary>
    public async Task EndWaitingAsync(int sessions)
    {
        foreach (string token in Enumerable.Range(1, sessions).Select(i => $"{i}").Where(token => _server.Table.TryGet(token, out _)))
        {
            foreach (string half in (string[])["IN", "OUT"])
            {
                using var last = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
                await last.ConnectAsync(EndPoint);
                await last.SendAsync(Encoding.ASCII.GetBytes($"{half} {token}\n"));
            }
        }
    }

    /// <summary>Waits until no row, link, timer or byte is left; fails with what is. No fault but the sessions' own has come up.</summary>
    public async Task EmptyAsync()
    {
        await Eventually.TrueAsync(
            () => (_server.Table.Count, _server.Links, _server.LinkOptions.Timers.Count, _server.Budget.Used) == (0, 0, 0, 0),
            () => $"{_server.Table.Count} rows, {_server.Links} links, {_server.LinkOptions.Timers.Count} timers, {_server.Budget.Used} bytes are left");
        Assert.Empty(_faults);
    }

    public async ValueTask DisposeAsync()
    {
        await _listener!.DisposeAsync();
        Array.ForEach(_reactors, reactor => ((IDisposable)reactor).Dispose());
    }
}
