using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using RpcHttpProxy.Core;
using RpcHttpProxy.Edge.Limits;
using RpcHttpProxy.Hosting.Limits;
using RpcHttpProxy.Hosting.Tests.Carriers;
using RpcHttpProxy.TestKit;
using RpcHttpProxy.Transport.Channels;
using RpcHttpProxy.Transport.Sockets;

namespace RpcHttpProxy.Hosting.Tests.Limits;

public sealed class ConnectionQuotaTests : IDisposable
{
    private readonly ManualTime _time = new();
    private readonly RecordedLog _log = new();
    private readonly LimitCounters _counters = new();

    [Fact]
    public void A_full_listener_says_so_once_in_ten_seconds_and_counts_each_connection_that_it_closes()
    {
        var quota = new ConnectionQuota(Limit.Connections, _counters, _time, _log) { Max = 1 };
        Assert.True(quota.TryConnect(null));

        Assert.All(Enumerable.Range(0, 1_000), _ => Assert.False(quota.TryConnect(null)));
        Assert.Equal("Warning ConnectionsFull: Connections: all 1 are open, and more are closed at once, this time that of an unknown peer; 0 more since the last message ", Assert.Single(_log.Lines));

        _time.Advance(TimeSpan.FromSeconds(10));
        Assert.False(quota.TryConnect(null));
        Assert.Contains("; 999 more", _log.Lines.Last(), StringComparison.Ordinal);
        Assert.Equal((2, 1_001), (_log.Lines.Count, _counters.Hits[Limit.Connections]));

        quota.Disconnect(null);
        Assert.True(quota.TryConnect(null));
    }

    [Fact]
    public void Accepts_that_fail_again_and_again_are_one_line_in_ten_seconds()
    {
        using var loggers = LoggerFactory.Create(logging => logging.AddProvider(_log));
        var failures = new AcceptFailures(_time, loggers.CreateLogger<AcceptFailures>());
        for (int i = 0; i < 100; i++)
        {
            failures.Note(new IPEndPoint(IPAddress.Loopback, 80), new SocketException((int)SocketError.TooManyOpenSockets));
        }

        Assert.StartsWith("Warning AcceptFailed: Accepting at 127.0.0.1:80 failed: ", Assert.Single(_log.Lines), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_connection_to_a_server_has_its_slot_until_its_socket_is_closed_and_there_are_no_more_than_slots()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        int port = ((IPEndPoint)listener.LocalEndpoint).Port;
        var sockets = new SocketQuota { Max = 1 };
        var dialer = new TcpDialer(TimeSpan.FromSeconds(5), TimeProvider.System, sockets: sockets);
        Socket first = await dialer.ConnectAsync("127.0.0.1", port, CancellationToken.None);

        var e = await Assert.ThrowsAsync<ChannelOpenException>(() => dialer.ConnectAsync("127.0.0.1", port, CancellationToken.None));
        Assert.Equal((CloseReason.TooManyConnections, 1), (e.Reason, sockets.Used));

        first.Dispose();
        first.Dispose();
        Assert.Equal(0, sockets.Used);
        (await dialer.ConnectAsync("127.0.0.1", port, CancellationToken.None)).Dispose();
    }

    [Fact]
    public async Task A_server_that_is_not_reached_leaves_no_slot_taken()
    {
        using var taken = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        taken.Bind(new IPEndPoint(IPAddress.Loopback, 0)); // bound, not listening: refused for sure
        var sockets = new SocketQuota { Max = 1 };
        var dialer = new TcpDialer(TimeSpan.FromSeconds(5), TimeProvider.System, sockets: sockets);

        for (int i = 0; i < 3; i++)
        {
            var e = await Assert.ThrowsAsync<ChannelOpenException>(
                () => dialer.ConnectAsync("127.0.0.1", ((IPEndPoint)taken.LocalEndPoint!).Port, CancellationToken.None));
            Assert.Equal(CloseReason.ServerUnreachable, e.Reason);
        }

        Assert.Equal(0, sockets.Used);
    }

    public void Dispose() => _log.Dispose();
}
