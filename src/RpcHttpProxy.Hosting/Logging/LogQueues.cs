using Serilog.Core;
using Serilog.Debugging;
using Serilog.Events;

namespace RpcHttpProxy.Hosting.Logging;

/// <summary>All sinks of a host's log, each with its queue. Disposed of, they write what waits, but not for long.</summary>
internal sealed class LogQueues : ILogEventSink, IDisposable
{
    /* Ours: an idle disk writes a full queue in less; a console that nobody reads takes for ever. */
    private static readonly TimeSpan s_flushing = TimeSpan.FromSeconds(2);

    private readonly LogQueue[] _queues;
    private readonly LogQueue _faults;
    private readonly TimeSpan _flushing;
    private int _ended;

    /// <summary>Sinks of a log.</summary>
    /// <param name="queues">The sinks.</param>
    /// <param name="faults">Where it is said that a sink fails, in the process's only <see cref="SelfLog"/>.</param>
    /// <param name="flushing">How long disposing may take; null for what is usual.</param>
    public LogQueues(LogQueue[] queues, LogQueue faults, TimeSpan? flushing = null)
    {
        _queues = queues;
        _faults = faults;
        _flushing = flushing ?? s_flushing;
        SelfLog.Enable(Tell);
        AppDomain.CurrentDomain.UnhandledException += Flush; // its last lines say why
    }

    /// <summary>Lines lost and waiting, by sink.</summary>
    public IReadOnlyDictionary<string, LogQueueReport> Report() =>
        _queues.ToDictionary(queue => queue.Name, queue => new LogQueueReport(queue.Lost, queue.Waiting));

    /// <inheritdoc/>
    public void Emit(LogEvent logEvent)
    {
        foreach (LogQueue queue in _queues.Where(queue => queue.Takes(logEvent)))
        {
            queue.Emit(logEvent);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        AppDomain.CurrentDomain.UnhandledException -= Flush;
        End();
    }

    private void Flush(object sender, UnhandledExceptionEventArgs e) => End();

    /// <summary>What isn't written by then is left to threads that end with the process.</summary>
    private void End()
    {
        if (Interlocked.Exchange(ref _ended, 1) != 0)
        {
            return;
        }

        long begin = TimeProvider.System.GetTimestamp();
        Thread[] ends = [.. _queues.Select(End)];
        bool isAll = Array.TrueForAll(ends, end => end.Join(Left(begin)));
        End(_faults).Join(isAll ? Left(begin) : TimeSpan.Zero);
    }

    private TimeSpan Left(long begin)
    {
        TimeSpan left = _flushing - TimeProvider.System.GetElapsedTime(begin);
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }

    private static Thread End(LogQueue queue)
    {
        var thread = new Thread(queue.Dispose) { IsBackground = true, Name = $"end of log: {queue.Name}" };
        thread.Start();
        return thread;
    }

    private void Tell(string fault) =>
        _faults.Emit(new LogEvent(TimeProvider.System.GetLocalNow(), LogEventLevel.Warning, null, new MessageTemplate(fault, [new Serilog.Parsing.TextToken(fault)]), []));
}
