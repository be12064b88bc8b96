using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Threading.Channels;

namespace RpcHttpProxy.Tracing;

/// <summary>
/// Writes events as JSON lines into one file a process, <c>node-role-start-pid.jsonl</c>, from a thread of its own: a disk that hangs holds no other.
/// Callers never wait and never see a fault: when the queue is full or the file cannot be written, events are dropped and counted.
/// </summary>
public sealed class FileTraceSink : ITraceSink, IAsyncDisposable
{
    private const int DefaultCapacity = 8_192;   // about 3 MB of events while the disk is slow; ours
    private static readonly ConcurrentDictionary<string, int> s_sinksOfName = new();
    private static readonly TimeSpan s_drainLimit = TimeSpan.FromSeconds(2); // ours

    private readonly Channel<TraceEvent> _queue;
    private readonly TimeProvider _time;
    private readonly Action<string>? _onFault;
    private readonly Task _writing;
    private long _dropped;
    private int _reported;

    /// <summary>Starts the writer, which creates the directory and the file; a fault there is reported, not thrown.</summary>
    /// <param name="directory">Where the file goes; created when missing.</param>
    /// <param name="role">One of <see cref="TraceRoles"/>, for the name of the file.</param>
    /// <param name="node">Name of the process or host, for the name of the file.</param>
    /// <param name="time">Clock for the start time in the file name and for retries.</param>
    /// <param name="onFault">Told once, on a thread of the pool, that events are being lost and why.</param>
    /// <param name="capacity">How many events may wait for the disk, at least 1.</param>
    public FileTraceSink(
        string directory, string role, string node, TimeProvider time, Action<string>? onFault = null, int capacity = DefaultCapacity)
        : this(PathFor(directory, role, node, time), open: null, time, onFault, capacity)
    {
    }

    /// <summary>The same over any stream, for tests: <paramref name="open"/> takes the place of the file.</summary>
    internal FileTraceSink(string path, Func<Stream>? open, TimeProvider time, Action<string>? onFault, int capacity)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 1);
        Path = path;
        _time = time;
        _onFault = onFault;
        _queue = Channel.CreateBounded<TraceEvent>(new BoundedChannelOptions(capacity) { SingleReader = true });

        TraceFile file = new(path, open, time);
        _writing = Task.Factory.StartNew(() => WriteAll(file), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    /// <summary>Full name of the file.</summary>
    public string Path { get; }

    public bool IsEnabled => true;

    /// <summary>How many events were lost: queue full, file not writable, or written after disposal.</summary>
    public long Dropped => Interlocked.Read(ref _dropped);

    public void Write(TraceEvent traceEvent)
    {
        if (!_queue.Writer.TryWrite(traceEvent))
        {
            Drop(1, "the queue is full: the disk is slower than the traffic");
        }
    }

    /// <summary>Takes no more events and writes those that wait; gives up after two seconds on a disk that does not answer.</summary>
    public async ValueTask DisposeAsync()
    {
        _queue.Writer.TryComplete();
        try
        {
            await _writing.WaitAsync(s_drainLimit, _time).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            Drop(_queue.Reader.Count, "the disk did not take the last events in time");
        }
    }

    private void WriteAll(TraceFile file)
    {
        using (file)
        {
            Report(file.TryOpen());
            while (IsThereMore())
            {
                while (_queue.Reader.TryRead(out TraceEvent? traceEvent))
                {
                    file.Append(traceEvent);
                    if (file.IsBatchFull)
                    {
                        WriteOut(file);
                    }
                }

                WriteOut(file);   // the queue ran empty: what happened can be read now
            }
        }
    }

    private bool IsThereMore()
    {
        ValueTask<bool> more = _queue.Reader.WaitToReadAsync();
        return more.IsCompletedSuccessfully ? more.Result : more.AsTask().GetAwaiter().GetResult();
    }

    private void WriteOut(TraceFile file)
    {
        (int lost, string? fault) = file.WriteOut();
        if (lost > 0)
        {
            Drop(lost, fault!);
        }
    }

    private void Drop(int count, string why)
    {
        Interlocked.Add(ref _dropped, count);
        Report(why);
    }

    [SuppressMessage("Design", "CA1031", Justification = "What the listener throws must end neither the caller nor the writer.")]
    private void Report(string? fault)
    {
        if (fault is null || _onFault is null || Interlocked.Exchange(ref _reported, 1) != 0)
        {
            return;
        }

        // On the pool, since the caller may hold a lock of its own.
        ThreadPool.QueueUserWorkItem(_ =>
        {
            try
            {
                _onFault($"Trace events are being lost, {Path}: {fault}");
            }
            catch
            {
            }
        });
    }

    private static string PathFor(string directory, string role, string node, TimeProvider time)
    {
        // The process id alone does not name a run: it is 1 in every container.
        string start = time.GetUtcNow().UtcDateTime.ToString("yyyyMMdd'T'HHmmss", CultureInfo.InvariantCulture);
        string name = FileNameOf(string.Create(CultureInfo.InvariantCulture, $"{node}-{role}-{start}-{Environment.ProcessId}"));
        string path = System.IO.Path.GetFullPath(System.IO.Path.Combine(directory, name));

        // Two sinks on one file would write over each other: each keeps its own place in it.
        int sinks = s_sinksOfName.AddOrUpdate(path, 1, (_, before) => before + 1);
        return sinks == 1 ? $"{path}.jsonl" : string.Create(CultureInfo.InvariantCulture, $"{path}-{sinks}.jsonl");
    }

    private static string FileNameOf(string name) =>
        string.Concat(name.Select(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' ? c : '_'));
}
