using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using RpcHttpProxy.Core;
using RpcHttpProxy.Protocol;
using RpcHttpProxy.TestKit;
using RpcHttpProxy.Transport.Sessions;

namespace RpcHttpProxy.Transport.Tests.Sessions;

public sealed class RoleLogTests
{
    private readonly ManualTime _time = new();
    private readonly Lines _lines = new();
    private readonly RoleLog _log;

    public RoleLogTests() => _log = new RoleLog(RoleName.InboundProxy, _lines, _time);

    [Fact]
    public void A_flood_of_one_kind_and_reason_leaves_ten_lines_in_ten_seconds_and_hides_no_other()
    {
        for (int i = 0; i < 100; i++)
        {
            _log.ChannelRefused("192.0.2.1:7", CloseReason.CookieTaken, "it is taken");
            _log.EndedByError(default, CloseReason.UnexpectedPdu, "CONN/B1 came");
            _log.FlowControlDisabled(default, "the OUT channel");
            _log.Fault(new InvalidOperationException("ours"), default(RtsCookie));
        }

        Assert.Equal(40, _lines.Written.Count);
        Assert.All(_lines.Written, line => Assert.DoesNotContain("since the last message", line, StringComparison.Ordinal));
        _log.ChannelRefused("192.0.2.1:7", CloseReason.TargetDenied, "no rule allows it");
        _log.EndedByError(default, CloseReason.TruncatedPdu, "it was cut off");
        Assert.Equal(42, _lines.Written.Count);

        _time.Advance(TimeSpan.FromSeconds(10));
        _log.ChannelRefused("192.0.2.1:7", CloseReason.CookieTaken, "it is taken");
        Assert.EndsWith("CookieTaken: it is taken; 90 more since the last message", _lines.Written.Last(), StringComparison.Ordinal);
    }

    private sealed class Lines : ILogger
    {
        public ConcurrentQueue<string> Written { get; } = new();

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Written.Enqueue(formatter(state, exception));
    }
}
