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

    /// <summary>Logs a line, and ends the log.</summary>
    private static string Say(string pattern)
    {
        var services = new ServiceCollection();
        SerilogSetup.AddTo(services, new LogOptions { Console = false, File = pattern });
        using (ServiceProvider provider = services.BuildServiceProvider())
        {
            provider.GetRequiredService<ILoggerFactory>().CreateLogger("test").LogInformation("said");
        }

        return Directory.EnumerateFiles(Path.GetDirectoryName(pattern)!).Single();
    }
}
