using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Serilog;
using Serilog.Debugging;
using Serilog.Events;
using Serilog.Extensions.Logging;

namespace RpcHttpProxy.Hosting.Logging;

/// <summary>Serilog behind Microsoft.Extensions.Logging: the only provider there is, and the only one that filters.</summary>
internal static class SerilogSetup
{
    private const string Line = "{Timestamp:yyyy-MM-dd HH:mm:ss.fff} {Level:u3} {Message:lj}{NewLine}{Exception}";

    /// <summary>The framework's own lines are shown from Warning up, unless more than Debug is asked for.</summary>
    public static void AddTo(IServiceCollection services, LogOptions options)
    {
        LogEventLevel level = LevelConvert.ToSerilogLevel(options.Level);
        LoggerConfiguration configuration = new LoggerConfiguration().MinimumLevel.Is(level).Enrich.With<FitText>();

        // Whoever runs the host gets what it failed to start by, and tells it in a sentence.
        configuration.MinimumLevel.Override("Microsoft.Extensions.Hosting.Internal.Host", LevelAlias.Off);
        if (options.Level != LogLevel.Trace)
        {
            configuration.MinimumLevel.Override("Microsoft", Higher(level)).MinimumLevel.Override("System", Higher(level));

            // A scope, an activity and its identifiers for each request, kept as long as a channel lives: for lines that aren't shown.
            configuration.MinimumLevel.Override("Microsoft.AspNetCore.Hosting.Diagnostics", LevelAlias.Off);
        }

        if (options.Console)
        {
            configuration.WriteTo.Console(outputTemplate: Line, formatProvider: CultureInfo.InvariantCulture);
        }

        if (options.File is { } file)
        {
            configuration.WriteTo.File(
                file, outputTemplate: Line, formatProvider: CultureInfo.InvariantCulture, rollingInterval: RollingInterval.Day,
                fileSizeLimitBytes: options.MaxFileBytes, rollOnFileSizeLimit: true, retainedFileCountLimit: options.KeptFiles,
                hooks: new LogFileMode());
        }

        SelfLog.Enable(Console.Error); // a log file that can't be written
        services.AddSerilog(configuration.CreateLogger(), dispose: true);
    }

    private static LogEventLevel Higher(LogEventLevel level) => level > LogEventLevel.Warning ? level : LogEventLevel.Warning;
}
