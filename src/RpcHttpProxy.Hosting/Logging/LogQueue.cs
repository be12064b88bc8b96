using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Logging;
using Serilog;
using Serilog.Configuration;
using Serilog.Core;
using Serilog.Events;
using Serilog.Extensions.Logging;
using Serilog.Sinks.Async;

namespace RpcHttpProxy.Hosting.Logging;

/// <summary>
/// A log sink behind a bounded queue, written by a thread of its own: a console or disk that stalls holds up nobody who logs. Lines that
/// find the queue full, or can't be written, are counted, and the sink is told how many when it takes lines again.
/// </summary>
internal sealed class LogQueue : ILogEventSink, IAsyncLogEventSinkMonitor, IDisposable
{
    private readonly ILogEventSink _target;
    private readonly ILogEventSink _queue;
    private readonly SerilogLoggerFactory _reports;
    private readonly Microsoft.Extensions.Logging.ILogger _report;
    private readonly Action<string> _onFault;
    private IAsyncLogEventSinkInspector? _inspector;
    private long _dropped;
    private long _failed;
    private long _told;

    /// <summary>Starts the thread.</summary>
    /// <param name="name">The sink's name in <c>/counters</c>.</param>
    /// <param name="configure">Adds the sink.</param>
    /// <param name="capacity">Lines that may wait.</param>
    /// <param name="onFault">Told of each line that can't be written, and why.</param>
    [SuppressMessage("Reliability", "CA2000", Justification = "The queue disposes of its sink.")]
    public LogQueue(string name, Action<LoggerSinkConfiguration> configure, int capacity, Action<string> onFault)
    {
        Name = name;
        _onFault = onFault;
        _target = LoggerSinkConfiguration.CreateSink(sinks => sinks.Fallible(configure, new Failures(WriteFailed)));
        _reports = new SerilogLoggerFactory(new LoggerConfiguration().Enrich.With<EventTag>().WriteTo.Sink(_target).CreateLogger());
        _report = _reports.CreateLogger<LogQueue>();
        _queue = LoggerSinkConfiguration.CreateSink(sinks => sinks.Fallible(
            queued => queued.Async(written => written.Sink(new Writer(this)), capacity, blockWhenFull: false, monitor: this),
            new Failures((_, _) => Interlocked.Increment(ref _dropped))));
    }

    /// <summary>The sink's name in <c>/counters</c>.</summary>
    public string Name { get; }

    /// <summary>Which lines are this sink's.</summary>
    public Func<LogEvent, bool> Takes { get; init; } = static _ => true;

    /// <summary>Lines lost since the start.</summary>
    public long Lost => Interlocked.Read(ref _dropped) + Interlocked.Read(ref _failed);

    /// <summary>Lines that wait.</summary>
    public int Waiting => _inspector!.Count;

    /// <inheritdoc/>
    public void Emit(LogEvent logEvent) => _queue.Emit(logEvent);

    /// <summary>Takes no more lines, and returns when those that wait have been written, which may be never.</summary>
    public void Dispose()
    {
        (_queue as IDisposable)?.Dispose();
        _reports.Dispose();
        (_target as IDisposable)?.Dispose();
    }

    /// <inheritdoc/>
    public void StartMonitoring(IAsyncLogEventSinkInspector inspector) => _inspector = inspector;

    /// <inheritdoc/>
    public void StopMonitoring(IAsyncLogEventSinkInspector inspector)
    {
    }

    private void WriteFailed(string message, Exception? exception)
    {
        Interlocked.Increment(ref _failed);
        _onFault($"log, {Name}: {message} {exception?.Message}");
    }

    /// <summary>On the queue's thread.</summary>
    private void Write(LogEvent logEvent)
    {
        long failed = _failed;
        _target.Emit(logEvent);
        long lost = Lost;
        bool hasRoom = _inspector is { } queue && queue.Count <= queue.BufferSize / 2;
        if (_failed == failed && lost > _told && hasRoom)
        {
            Log.LogLinesLost(_report, lost - _told);
            if (_failed == failed)
            {
                _told = lost;
            }

            _failed = failed; // a report is none of the lines that are counted
        }
    }

    /// <summary>What the queue writes to.</summary>
    private sealed class Writer(LogQueue owner) : ILogEventSink
    {
        public void Emit(LogEvent logEvent) => owner.Write(logEvent);
    }

    /// <summary>Hears of each line that is lost.</summary>
    private sealed class Failures(Action<string, Exception?> lost) : ILoggingFailureListener
    {
        public void OnLoggingFailed(
            object sender, LoggingFailureKind kind, string message, IReadOnlyCollection<LogEvent>? events, Exception? exception) => lost(message, exception);
    }
}
