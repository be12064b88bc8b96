using System.Globalization;
using Microsoft.Extensions.Logging;
using Serilog;
using Serilog.Core;
using Serilog.Debugging;
using Serilog.Events;

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
        LogEventLevel level = Serilog.Extensions.Logging.LevelConvert.ToSerilogLevel(options.Level);
        LoggerConfiguration configuration = new LoggerConfiguration().MinimumLevel.Is(level);
        if (options.Level != LogLevel.Trace)
        {
            configuration.MinimumLevel.Override("Microsoft", Higher(level)).MinimumLevel.Override("System", Higher(level));

            // A scope, an activity and its identifiers for each request, kept as long as a channel lives: for lines that aren't shown.
            logging.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.None);
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

        // Whoever runs the host gets what it failed to start by, and tells it in a sentence.
        logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.None);
        SelfLog.Enable(Console.Error); // a log file that can't be written
        Logger logger = configuration.CreateLogger();
        logging.AddSerilog(logger, dispose: true);
    }

    private static LogEventLevel Higher(LogEventLevel level) => level > LogEventLevel.Warning ? level : LogEventLevel.Warning;
}
