using System.Globalization;
using Microsoft.Extensions.Logging;
using Serilog;
using Serilog.Core;
using Serilog.Debugging;
using Serilog.Events;
using Serilog.Extensions.Logging;

namespace RpcHttpProxy.Hosting.Logging;

/// <summary>Serilog behind Microsoft.Extensions.Logging.</summary>
internal static class SerilogSetup
{
    private const string Line = "{Timestamp:yyyy-MM-dd HH:mm:ss.fff} {Level:u3} {Message:lj}{NewLine}{Exception}";

    /// <summary>The framework's own lines are shown from Warning up, unless more than Debug is asked for.</summary>
    public static void AddTo(ILoggingBuilder logging, LogOptions options)
    {
        logging.ClearProviders();
        logging.SetMinimumLevel(options.Level);
        LogEventLevel level = LevelConvert.ToSerilogLevel(options.Level);
        LoggerConfiguration configuration = new LoggerConfiguration().MinimumLevel.Is(level);
        if (options.Level != LogLevel.Trace)
        {
            configuration.MinimumLevel.Override("Microsoft", Higher(level)).MinimumLevel.Override("System", Higher(level));
        }

        if (options.Console)
        {
            configuration.WriteTo.Console(outputTemplate: Line, formatProvider: CultureInfo.InvariantCulture);
        }

        if (options.File is { } file)
        {
            configuration.WriteTo.File(
                file, outputTemplate: Line, formatProvider: CultureInfo.InvariantCulture, rollingInterval: RollingInterval.Day);
        }

        SelfLog.Enable(Console.Error); // a log file that can't be written
        Logger logger = configuration.CreateLogger();
        logging.AddSerilog(logger, dispose: true);

        // Filters for Serilog's provider, which has one of its own: those for any provider don't count for it.
        // Whoever runs the host gets what it failed to start by, and tells it in a sentence.
        logging.AddFilter<SerilogLoggerProvider>("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.None);
        if (options.Level != LogLevel.Trace)
        {
            // A scope, an activity and its identifiers for each request, kept as long as a channel lives: for lines that aren't shown.
            logging.AddFilter<SerilogLoggerProvider>("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.None);
        }
    }

    private static LogEventLevel Higher(LogEventLevel level) => level > LogEventLevel.Warning ? level : LogEventLevel.Warning;
}
