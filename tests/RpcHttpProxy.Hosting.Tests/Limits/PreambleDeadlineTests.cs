using System.IO.Pipelines;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Logging.Abstractions;
using RpcHttpProxy.Edge.Limits;
using RpcHttpProxy.Hosting.Limits;
using RpcHttpProxy.Hosting.Tls;
using RpcHttpProxy.TestKit;

namespace RpcHttpProxy.Hosting.Tests.Limits;

/// <summary>What comes before HTTP has one deadline, however many steps it has.</summary>
public sealed class PreambleDeadlineTests
{
    private static readonly TimeSpan s_timeout = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    private readonly ManualTime _time = new();
    private readonly LimitCounters _counters = new();

    [Fact]
    public void A_step_has_what_those_before_it_have_left()
    {
        var connection = new DefaultConnectionContext();
        using (var header = new PreambleDeadline(connection, s_timeout, _time))
        {
            _time.Advance(TimeSpan.FromSeconds(6));
            Assert.False(header.IsOver);
        }

        using var handshake = new PreambleDeadline(connection, s_timeout, _time);
        _time.Advance(TimeSpan.FromSeconds(3.9));
        Assert.False(handshake.IsOver);

        _time.Advance(TimeSpan.FromSeconds(0.1));
        Assert.True(handshake.IsOver);
        using var late = new PreambleDeadline(connection, s_timeout, _time);
        Assert.True(late.IsOver);
    }

    [Fact]
    public async Task A_handshake_whose_first_byte_came_late_has_the_rest()
    {
        (DefaultConnectionContext connection, PipeWriter client) = Connect();
        var rejections = new RejectionLog(_time, NullLogger<RejectionLog>.Instance);
        Task serving = new HandshakeRejections(rejections, _counters, s_timeout, _time).ServeAsync(connection, UntilClosedAsync);
        _time.Advance(TimeSpan.FromSeconds(6));
        await client.WriteAsync(new byte[] { 22 });
        _time.Advance(TimeSpan.FromSeconds(3.9));
        Assert.False(connection.ConnectionClosed.IsCancellationRequested);

        _time.Advance(TimeSpan.FromSeconds(0.1));
        await serving.WaitAsync(s_patience);

        Assert.Equal((1, 1), (_counters.Hits[Limit.HandshakeTimeout], rejections.Counts[Rejection.TlsHandshake]));
    }

    [Fact]
    public async Task A_handshake_that_is_done_has_no_deadline_any_more()
    {
        (DefaultConnectionContext connection, PipeWriter client) = Connect();
        var rejections = new RejectionLog(_time, NullLogger<RejectionLog>.Instance);
        Task serving = new HandshakeRejections(rejections, _counters, s_timeout, _time)
            .ServeAsync(connection, done => HandshakeRejections.CompleteAsync(done, UntilClosedAsync));
        await client.WriteAsync(new byte[] { 22 });
        Assert.True(SpinWait.SpinUntil(() => _time.RunningTimers == 0, s_patience));
        _time.Advance(2 * s_timeout);
        Assert.False(serving.IsCompleted);

        connection.Abort();
        await serving.WaitAsync(s_patience);

        Assert.Equal((0, 0), (_counters.Hits[Limit.HandshakeTimeout], rejections.Counts[Rejection.TlsHandshake]));
    }

    private static (DefaultConnectionContext Connection, PipeWriter Client) Connect()
    {
        var input = new Pipe();
        var output = new Pipe();
        return (new DefaultConnectionContext("1", new Ends(input.Reader, output.Writer), new Ends(output.Reader, input.Writer)), input.Writer);
    }

    private static async Task UntilClosedAsync(ConnectionContext connection)
    {
        var closed = new TaskCompletionSource();
        await using (connection.ConnectionClosed.Register(closed.SetResult))
        {
            await closed.Task;
        }
    }

    private sealed record Ends(PipeReader Input, PipeWriter Output) : IDuplexPipe;
}
