using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using RpcHttpProxy.Hosting.Logging;

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
}
