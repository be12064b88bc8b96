using System.Net;
using Microsoft.Extensions.Logging;
using RpcHttpProxy.Core;
using RpcHttpProxy.Edge.Targets;
using RpcHttpProxy.Hosting.Tests.Carriers;
using RpcHttpProxy.Protocol;
using RpcHttpProxy.TestKit;
using RpcHttpProxy.Transport.Channels;

namespace RpcHttpProxy.Hosting.Tests.Targets;

public sealed class AuditTests : IDisposable
{
    private static readonly RpcRequestTarget s_target = new("dc1.lab", 6001);
    private static readonly IPAddress s_client = IPAddress.Parse("203.0.113.9");
    private static readonly IPEndPoint s_server = new(IPAddress.Parse("10.0.0.1"), 6001);

    private readonly RecordedLog _log = new(LogLevel.Information);
    private readonly ManualTime _time = new();
    private readonly RtsCookie _cookie = RtsCookie.CreateRandom();
    private readonly ILoggerFactory _loggers;
    private readonly Audit _audit;

    public AuditTests()
    {
        _loggers = LoggerFactory.Create(logging => logging.AddProvider(_log));
        _audit = new Audit(_loggers, _time);
    }

    public void Dispose() => _loggers.Dispose();

    [Fact]
    public void Of_those_who_did_not_say_who_they_are_a_hundred_lines_of_a_kind_are_written_in_ten_seconds()
    {
        Decide(300, ServerGrant.Anonymous);
        Assert.Equal(5 * 100, _log.Lines.Count);
        Assert.All(_log.Lines, line => Assert.DoesNotContain("since the last message", line, StringComparison.Ordinal));

        _time.Advance(TimeSpan.FromSeconds(10));
        Decide(1, ServerGrant.Anonymous);
        Assert.All(_log.Lines.Skip(500).Where(line => !line.Contains("TargetRefused", StringComparison.Ordinal)), line => Assert.Contains("; 200 more since the last message", line, StringComparison.Ordinal));
        Assert.Contains(_log.Lines, line => line.Contains("TargetRefused", StringComparison.Ordinal) && line.Contains("; 800 more since the last message", StringComparison.Ordinal));
    }

    [Fact]
    public void Whoever_has_a_name_answers_for_each_line_and_is_not_lost_among_strangers()
    {
        Decide(300, ServerGrant.Anonymous);
        int before = _log.Lines.Count;

        Decide(300, "alice");

        Assert.Equal(7 * 300, _log.Lines.Count - before);
    }

    [Fact]
    public void A_line_names_its_virtual_connection_by_the_beginning_of_the_cookie_that_all_roles_log()
    {
        _audit.Reached(RoleName.InboundProxy, _cookie, Grant("alice"), s_server);

        string line = Assert.Single(_log.Lines);
        Assert.Equal(
            $"Information TargetReached: InboundProxy {_cookie.ToString()[..8]}: alice at 203.0.113.9 reached dc1.lab:6001 at 10.0.0.1:6001 ", line);
        Assert.DoesNotContain(_cookie.ToString(), line, StringComparison.Ordinal);
    }

    /// <summary>One decision of each kind, so many times.</summary>
    private void Decide(int times, string principal)
    {
        ServerGrant grant = Grant(principal);
        for (int i = 0; i < times; i++)
        {
            _audit.Reached(RoleName.InboundProxy, _cookie, grant, s_server);
            _audit.NotReached(RoleName.InboundProxy, _cookie, grant, new ChannelOpenException(CloseReason.ServerUnreachable, "refused"));
            _audit.NotReached(RoleName.InboundProxy, _cookie, grant, new ChannelOpenException(CloseReason.TargetDenied, "no address"));
            _audit.Denied(RoleName.InboundProxy, principal, s_client, s_target);
            _audit.Succeeded(RoleName.InboundProxy, _cookie, grant, s_server);
            _audit.SuccessorRefused(RoleName.InboundProxy, _cookie, grant, CloseReason.TargetDenied, "another server");
            _audit.Revoked(RoleName.InboundProxy, _cookie, grant, "no rule allows it any more");
        }
    }

    private static ServerGrant Grant(string principal) => new(s_target) { Principal = principal, ClientAddress = s_client };
}
