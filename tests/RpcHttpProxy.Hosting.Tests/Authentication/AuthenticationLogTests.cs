using Microsoft.Extensions.Logging;
using RpcHttpProxy.Edge.Authentication;
using RpcHttpProxy.Hosting.Tests.Carriers;
using RpcHttpProxy.TestKit;

namespace RpcHttpProxy.Hosting.Tests.Authentication;

public sealed class AuthenticationLogTests
{
    [Fact]
    public void Strangers_have_a_few_lines_of_each_kind_written_and_the_rest_counted()
    {
        using var log = new RecordedLog(LogLevel.Information);
        using ILoggerFactory loggers = LoggerFactory.Create(logging => logging.AddProvider(log));
        var time = new ManualTime();
        var lines = new AuthenticationLog(time, loggers.CreateLogger("test"));

        for (int i = 0; i < 1000; i++)
        {
            lines.Undecodable("192.0.2.7:1", "Basic");
            lines.LegElsewhere("192.0.2.7:1", "NTLM");
            lines.MechanismRefused("192.0.2.7:1", "Negotiate");
            lines.CertificateRefused("192.0.2.7:1", "its authority isn't trusted");
            lines.Throttled("192.0.2.7:1", "Basic", 3);
            lines.Failed("192.0.2.7:1", "Negotiate", "an unknown user", isCounted: false);
            lines.Failed("192.0.2.7:1", "Basic", "alice", isCounted: true);
            lines.NameUnqualified("192.0.2.7:1", "NTLM");
            lines.GssFailed("NTLM", new IOException("winbind"));
            lines.UserStoreFailed(new IOException("no database"));
        }

        Assert.Equal(100, log.Lines.Count);
        Assert.All(log.Lines, line => Assert.DoesNotContain("since the last message", line, StringComparison.Ordinal)); // none was kept back before them
        time.Advance(TimeSpan.FromSeconds(10));
        lines.Undecodable("192.0.2.7:1", "Basic");
        Assert.Contains("990 more since the last message", log.Lines.Last(), StringComparison.Ordinal);
    }
}
