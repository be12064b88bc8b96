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

    /* Ours: some 8 MB of lines that a stalled sink keeps in memory. */
    private const int Capacity = 8_192;

    /* Ours: the lines of a file that can't be written say one thing, again and again. */
    private const int FaultCapacity = 64;

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

        LogQueues queues = Queues(options);
        services.AddSingleton(queues);
        services.AddSerilog(configuration.WriteTo.Sink(queues).CreateLogger(), dispose: true);
    }

    private static LogQueues Queues(LogOptions options)
    {
        var sinks = new List<LogQueue>();
        if (options.Console)
        {
            sinks.Add(new LogQueue("console", to => to.Console(outputTemplate: Line, formatProvider: CultureInfo.InvariantCulture), Capacity, TellFault));
        }

        if (options.File is { } file)
        {
            sinks.Add(new LogQueue(
                "file",
                to => to.File(
                    file, outputTemplate: Line, formatProvider: CultureInfo.InvariantCulture, rollingInterval: RollingInterval.Day,
                    fileSizeLimitBytes: options.MaxFileBytes, rollOnFileSizeLimit: true, retainedFileCountLimit: options.KeptFiles,
                    hooks: new LogFileMode()),
                Capacity, TellFault));
        }

        // A log file that can't be written: told on standard error, which may stall as well.
        return new LogQueues([.. sinks], new LogQueue(
            "faults",
            to => to.Console(
                outputTemplate: "{Message:l}{NewLine}", formatProvider: CultureInfo.InvariantCulture, standardErrorFromLevel: LevelAlias.Minimum),
            FaultCapacity, onFault: static _ => { }));
    }

    private static void TellFault(string fault) => SelfLog.WriteLine("{0}", fault);

    private static LogEventLevel Higher(LogEventLevel level) => level > LogEventLevel.Warning ? level : LogEventLevel.Warning;
}
