using System.Net;
using System.Net.Sockets;
using RpcHttpProxy.Core;
using RpcHttpProxy.Transport.Channels;

namespace RpcHttpProxy.Hosting.Tests.Carriers;

public class TcpDialerTests
{
    private static readonly TcpDialer _dialer = new(TimeSpan.FromSeconds(5), TimeProvider.System);

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("localhost")]
    public async Task A_server_that_listens_is_reached_by_name_and_by_address(string host)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();

        using Socket socket = await _dialer.ConnectAsync(host, ((IPEndPoint)listener.LocalEndpoint).Port, CancellationToken.None);

        Assert.True(socket.Connected);
        Assert.True(socket.NoDelay);
    }

    [Fact]
    public async Task A_port_on_which_nobody_listens_is_unreachable()
    {
        using var taken = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        taken.Bind(new IPEndPoint(IPAddress.Loopback, 0)); // bound, not listening: refused for sure
        int port = ((IPEndPoint)taken.LocalEndPoint!).Port;

        var e = await Assert.ThrowsAsync<ChannelOpenException>(() => _dialer.ConnectAsync("127.0.0.1", port, CancellationToken.None));

        Assert.Equal(CloseReason.ServerUnreachable, e.Reason);
        Assert.Contains($"127.0.0.1:{port}", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_name_that_nobody_knows_is_unknown()
    {
        // RFC 6761 6.4: "invalid" names never resolve.
        var e = await Assert.ThrowsAsync<ChannelOpenException>(() => _dialer.ConnectAsync("server.invalid", 593, CancellationToken.None));

        Assert.Equal(CloseReason.NameUnknown, e.Reason);
        Assert.Contains("server.invalid:593", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_takes_no_connection_in_time_is_a_time_out()
    {
        using var full = new FullListener();
        await full.FillAsync();
        var dialer = new TcpDialer(TimeSpan.FromMilliseconds(300), TimeProvider.System);

        var e = await Assert.ThrowsAsync<ChannelOpenException>(() => dialer.ConnectAsync("127.0.0.1", full.Port, CancellationToken.None));

        Assert.Equal(CloseReason.ConnectTimeout, e.Reason);
    }

    [Fact]
    public async Task Cancelling_cancels()
    {
        using var full = new FullListener();
        await full.FillAsync();
        using var cancellation = new CancellationTokenSource();
        Task<Socket> dialing = _dialer.ConnectAsync("127.0.0.1", full.Port, cancellation.Token);

        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => dialing);
    }
}
