using System.Runtime.Versioning;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using RpcHttpProxy.Hosting.Logging;
using RpcHttpProxy.Hosting.Tests.Wire;

namespace RpcHttpProxy.Hosting.Tests.Logging;

public class SerilogSetupTests
{
    [Theory]
    [InlineData("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.Critical, false)]       // whoever starts the host tells it
    [InlineData("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.Critical, false)]         // else each request keeps a scope
    [InlineData("Microsoft.AspNetCore.Server.Kestrel", LogLevel.Information, false)]
    [InlineData("Microsoft.AspNetCore.Server.Kestrel", LogLevel.Warning, true)]
    [InlineData("RpcHttpProxy.Audit", LogLevel.Information, true)]
    [InlineData("RpcHttpProxy.Audit", LogLevel.Debug, false)]
    public void The_framework_says_only_what_an_operator_needs(string category, LogLevel level, bool isEnabled)
    {
        var services = new ServiceCollection();
        SerilogSetup.AddTo(services, new LogOptions { Console = false });
        using ServiceProvider provider = services.BuildServiceProvider();
        var loggers = provider.GetRequiredService<ILoggerFactory>();

        Assert.Equal(isEnabled, loggers.CreateLogger(category).IsEnabled(level));
    }

    [Fact]
    [UnsupportedOSPlatform("windows")]
    public void A_new_log_file_is_not_for_others_and_one_that_is_there_keeps_its_mode()
    {
        const UnixFileMode Theirs = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
        using var folder = new ScratchFolder();

        string file = Say(folder["log-.txt"]);
        Assert.Equal(UnixFileMode.None, File.GetUnixFileMode(file) & ~(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead));
        Assert.NotEmpty(File.ReadAllText(file));

        File.SetUnixFileMode(file, Theirs);
        Assert.Equal(file, Say(folder["log-.txt"]));
        Assert.Equal(Theirs, File.GetUnixFileMode(file));
    }

    [Fact]
    public void A_file_that_is_full_is_followed_by_another_and_no_line_is_lost()
    {
        using var folder = new ScratchFolder();

        Write(new LogOptions { Console = false, File = folder["log-.txt"], MaxFileBytes = 2_000 }, logger =>
        {
            for (int i = 0; i < 200; i++)
            {
                logger.LogInformation("line {Number} of many", i);
            }
        });

        string[] files = Directory.GetFiles(Path.GetDirectoryName(folder["log"])!);
        Assert.InRange(files.Length, 4, 10);
        string all = string.Concat(files.Select(File.ReadAllText));
        Assert.All(Enumerable.Range(0, 200), i => Assert.Contains($"line {i} of many", all, StringComparison.Ordinal));
    }

    [Fact]
    public void No_more_files_are_kept_than_the_setting_says()
    {
        using var folder = new ScratchFolder();

        Write(new LogOptions { Console = false, File = folder["log-.txt"], MaxFileBytes = 1_024, KeptFiles = 2 }, logger =>
        {
            for (int i = 0; i < 200; i++)
            {
                logger.LogInformation("line {Number} of many", i);
            }
        });

        Assert.Equal(2, Directory.GetFiles(Path.GetDirectoryName(folder["log"])!).Length);
    }

    [Fact]
    public void A_name_that_somebody_else_chose_ends_no_line_and_moves_no_cursor()
    {
        using var folder = new ScratchFolder();
        const string Name = "m\u001b[2K\r\n2026-11-29 INF InboundProxy: alice reached dc1 \u202e\u2028";

        Write(new LogOptions { Console = false, File = folder["log-.txt"] }, logger => logger.LogInformation("{Name} and {Other}", Name, new Named("n\u0007")));

        string line = Assert.Single(File.ReadAllLines(Directory.EnumerateFiles(Path.GetDirectoryName(folder["log"])!).Single()));
        Assert.EndsWith(@"m\u001B[2K\u000D\u000A2026-11-29 INF InboundProxy: alice reached dc1 \u202E\u2028 and Named { Text = n\u0007 }", line, StringComparison.Ordinal);
    }

    [Fact]
    public void A_line_begins_with_the_name_of_its_event()
    {
        using var folder = new ScratchFolder();

        Write(new LogOptions { Console = false, File = folder["log-.txt"] }, logger =>
        {
            logger.Log(LogLevel.Information, new EventId(1, "ChannelRefused"), "{Peer} was refused", "192.0.2.1:7");
            logger.LogInformation("no event");
        });

        string[] lines = File.ReadAllLines(Directory.EnumerateFiles(Path.GetDirectoryName(folder["log"])!).Single());
        Assert.EndsWith(" INF [ChannelRefused] 192.0.2.1:7 was refused", lines[0], StringComparison.Ordinal);
        Assert.EndsWith(" INF no event", lines[1], StringComparison.Ordinal);
    }

    /// <summary>Logs a line, and ends the log.</summary>
    private static string Say(string pattern)
    {
        Write(new LogOptions { Console = false, File = pattern }, logger => logger.LogInformation("said"));
        return Directory.EnumerateFiles(Path.GetDirectoryName(pattern)!).Single();
    }

    private static void Write(LogOptions options, Action<ILogger> lines)
    {
        var services = new ServiceCollection();
        SerilogSetup.AddTo(services, options);
        using ServiceProvider provider = services.BuildServiceProvider();
        lines(provider.GetRequiredService<ILoggerFactory>().CreateLogger("test"));
    }

    private sealed record Named(string Text);
}
