using System.Runtime.Versioning;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using RpcHttpProxy.Edge.Targets;
using RpcHttpProxy.Hosting.Logging;
using RpcHttpProxy.Hosting.Tests.Wire;
using Serilog.Events;
using Serilog.Parsing;

namespace RpcHttpProxy.Hosting.Tests.Logging;

/// <summary>Audit lines have a file, and a queue, that no other line gets into.</summary>
public sealed class AuditFileTests : IDisposable
{
    private const int Capacity = 8;

    private readonly ScratchFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_flood_of_other_lines_rolls_no_audit_line_away()
    {
        Write(new LogOptions { Console = false, File = _folder["log-.txt"], AuditFile = _folder["audit-.txt"], MaxFileBytes = 1_024, KeptFiles = 1 }, (audit, other) =>
        {
            audit.LogInformation("alice reached dc1");
            for (int i = 0; i < 500; i++)
            {
                other.LogInformation("line {Number} of a flood", i);
            }

            audit.LogInformation("bob reached dc2");
        });

        Assert.DoesNotContain("alice", All("log-*"), StringComparison.Ordinal);
        string[] lines = All("audit-*").Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(["alice reached dc1", "bob reached dc2"], lines.Select(line => line[(line.IndexOf(" INF ", StringComparison.Ordinal) + 5)..].TrimEnd()));
    }

    [Theory]
    [InlineData(LogLevel.Error)]
    [InlineData(LogLevel.None)]
    public void A_level_that_hides_audit_lines_elsewhere_does_not_hide_them_here(LogLevel level)
    {
        Write(new LogOptions { Level = level, Console = false, File = _folder["log-.txt"], AuditFile = _folder["audit-.txt"] }, (audit, other) =>
        {
            audit.LogInformation("alice reached dc1");
            other.LogInformation("another line");
        });

        Assert.Contains("alice reached dc1", All("audit-*"), StringComparison.Ordinal);
        Assert.DoesNotContain("alice", All("log-*"), StringComparison.Ordinal);
        Assert.DoesNotContain("another", All("*"), StringComparison.Ordinal);
    }

    [Fact]
    public void Without_a_file_of_their_own_audit_lines_stand_where_others_do()
    {
        Write(new LogOptions { Console = false, File = _folder["log-.txt"] }, (audit, _) => audit.LogInformation("alice reached dc1"));

        Assert.Contains("alice reached dc1", All("log-*"), StringComparison.Ordinal);
    }

    [Fact]
    public void Of_more_audit_files_than_the_setting_says_the_oldest_goes()
    {
        Write(new LogOptions { Console = false, AuditFile = _folder["audit-.txt"], MaxFileBytes = 1_024, KeptAuditFiles = 2 }, (audit, _) =>
        {
            for (int i = 0; i < 200; i++)
            {
                audit.LogInformation("decision {Number}", i);
            }
        });

        Assert.Equal(2, Directory.GetFiles(Folder, "audit-*").Length);
        Assert.Contains("decision 199", All("audit-*"), StringComparison.Ordinal);
    }

    [Fact]
    [UnsupportedOSPlatform("windows")]
    public void The_file_is_not_for_others()
    {
        Write(new LogOptions { Console = false, AuditFile = _folder["audit-.txt"] }, (audit, _) => audit.LogInformation("alice reached dc1"));

        UnixFileMode mode = File.GetUnixFileMode(Directory.GetFiles(Folder, "audit-*").Single());
        Assert.Equal(UnixFileMode.None, mode & ~(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead));
    }

    [Fact]
    public void A_console_that_nobody_reads_loses_its_lines_and_no_audit_line()
    {
        using var console = new StallingSink();
        using var file = new StallingSink();
        file.Open();
        var stalled = new LogQueue("console", to => to.Sink(console), Capacity, _ => { });
        var audit = new LogQueue("audit", to => to.Sink(file), 100 * Capacity, _ => { }) { Takes = line => line.Level == LogEventLevel.Warning };
        var queues = new LogQueues([stalled, audit], new LogQueue("faults", _ => { }, Capacity, _ => { }), flushing: TimeSpan.FromMilliseconds(200));
        for (int i = 0; i < 50 * Capacity; i++)
        {
            queues.Emit(Line(LogEventLevel.Information, "flood"));
            queues.Emit(Line(LogEventLevel.Warning, $"decision {i}"));
        }

        Assert.True(queues.Report()["console"].Lost > 0);
        Assert.Equal(0, queues.Report()["audit"].Lost);
        queues.Dispose();
        Assert.Equal(50 * Capacity, file.Written.Count);
        console.Open();
        stalled.Dispose(); // its thread has left the sink
    }

    [Fact]
    public void The_file_of_all_lines_can_not_be_the_audit_file()
    {
        var settings = new ProxyHostSettings();
        settings.Proxy.Listen.Add("http://127.0.0.1:0");
        settings.Log = new LogOptions { File = _folder["log-.txt"], AuditFile = _folder["./log-.txt"] };

        var e = Assert.Throws<OptionsValidationException>(() => ProxyHost.Build(settings));

        Assert.StartsWith("Log:AuditFile: ", Assert.Single(e.Failures), StringComparison.Ordinal);
    }

    private string Folder => Path.GetDirectoryName(_folder["log"])!;

    private string All(string pattern) => string.Concat(Directory.GetFiles(Folder, pattern).Select(File.ReadAllText));

    private static void Write(LogOptions options, Action<ILogger, ILogger> lines)
    {
        var services = new ServiceCollection();
        SerilogSetup.AddTo(services, options);
        using ServiceProvider provider = services.BuildServiceProvider();
        var loggers = provider.GetRequiredService<ILoggerFactory>();
        lines(loggers.CreateLogger(Audit.Category), loggers.CreateLogger("RpcHttpProxy.Other"));
    }

    private static LogEvent Line(LogEventLevel level, string text) =>
        new(DateTimeOffset.UnixEpoch, level, null, new MessageTemplate([new TextToken(text)]), []);
}
