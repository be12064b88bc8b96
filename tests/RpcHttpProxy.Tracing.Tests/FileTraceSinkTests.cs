using System.Runtime.Versioning;
using Microsoft.Extensions.Time.Testing;
using RpcHttpProxy.TestKit;

namespace RpcHttpProxy.Tracing.Tests;

public sealed class FileTraceSinkTests : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);
    private static readonly TraceEvent[] s_events = [.. ConnTimeline.Events()];

    private readonly ScratchDirectory _scratch = new();
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero));
    private readonly List<string> _faults = [];
    private readonly SemaphoreSlim _faultTold = new(0);

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public async Task Every_event_is_a_line_once_the_sink_is_disposed()
    {
        FileTraceSink sink = Sink(_scratch.In("made/for/it"));
        WriteAll(sink);
        await sink.DisposeAsync();

        Assert.Equal(s_events.Select(TraceJson.ToLine), File.ReadLines(sink.Path));
        Assert.Equal(0, sink.Dropped);
        Assert.Empty(_faults);
    }

    [Fact]
    public async Task The_file_is_named_after_node_role_start_and_process()
    {
        await using FileTraceSink sink = Sink(_scratch.Path);
        Assert.Equal(_scratch.In($"in-1-inbound-proxy-20260102T030405-{Environment.ProcessId}.jsonl"), sink.Path);
    }

    [Fact]
    [UnsupportedOSPlatform("windows")]
    public async Task Nobody_but_owner_and_group_reads_the_cookies_of_living_connections()
    {
        FileTraceSink sink = Sink(_scratch.Path);
        WriteAll(sink);
        await sink.DisposeAsync();

        Assert.Equal(UnixFileMode.None, File.GetUnixFileMode(sink.Path) & (UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.GroupWrite));
    }

    [Fact]
    public async Task Two_sinks_of_one_name_have_two_files()
    {
        FileTraceSink first = Sink(_scratch.Path);
        FileTraceSink second = Sink(_scratch.Path);
        WriteAll(first);
        WriteAll(second);
        await first.DisposeAsync();
        await second.DisposeAsync();

        Assert.NotEqual(first.Path, second.Path);
        Assert.Equal(2 * s_events.Length, TraceReader.Read([_scratch.Path]).Events.Count);
    }

    [Fact]
    public async Task A_file_can_be_read_while_it_is_written()
    {
        await using FileTraceSink sink = Sink(_scratch.Path);
        sink.Write(s_events[0]);
        await AppearsAsync(sink.Path);

        TraceReading reading = TraceReader.Read([_scratch.Path]);
        Assert.Empty(reading.Faults);
        Assert.Single(reading.Events);
    }

    [Fact]
    public async Task A_node_name_cannot_lead_out_of_the_directory()
    {
        await using FileTraceSink sink = new(_scratch.Path, TraceRoles.Server, "../../etc/x:1", _time, Told);
        Assert.Equal(_scratch.Path, Path.GetDirectoryName(sink.Path));
        Assert.StartsWith(".._.._etc_x_1-server-", Path.GetFileName(sink.Path), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_written_is_flushed_when_the_queue_runs_empty()
    {
        GatedStream disk = GatedStream.Open();
        await using FileTraceSink sink = SinkOver(() => disk);
        sink.Write(s_events[0]);

        Assert.True(await disk.Flushed.WaitAsync(s_patience));
        Assert.Equal([TraceJson.ToLine(s_events[0]), ""], disk.Lines());
    }

    [Fact]
    public async Task Writers_on_many_threads_lose_nothing()
    {
        FileTraceSink sink = new(_scratch.Path, TraceRoles.Server, "n", _time, Told, capacity: 8_000);
        Parallel.For(0, 8, _ =>
        {
            for (int i = 0; i < 1_000; i++)
            {
                sink.Write(s_events[0]);
            }
        });
        await sink.DisposeAsync();

        Assert.Equal(8_000, TraceReader.Read([sink.Path]).Events.Count);
    }

    [Fact]
    public async Task A_slow_disk_costs_the_newest_events_and_never_the_caller()
    {
        GatedStream disk = new();
        FileTraceSink sink = SinkOver(() => disk, capacity: 4);
        sink.Write(s_events[0]);
        Assert.True(await disk.WriteBegun.WaitAsync(s_patience));   // the writer hangs in its first write: the queue is empty

        foreach (TraceEvent e in s_events[1..11])
        {
            sink.Write(e);
        }

        Assert.Equal(6, sink.Dropped);
        Assert.True(await _faultTold.WaitAsync(s_patience));
        disk.OpenGate();
        await sink.DisposeAsync();

        Assert.Equal([.. s_events[..5].Select(TraceJson.ToLine), ""], disk.Lines());
        Assert.Contains("the queue is full", Assert.Single(_faults), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_disk_that_hangs_holds_a_thread_of_the_sinks_own_and_its_end_waits_no_longer_than_two_seconds()
    {
        GatedStream disk = new();
        FileTraceSink sink = SinkOver(() => disk);
        sink.Write(s_events[0]);
        Assert.True(await disk.WriteBegun.WaitAsync(s_patience));
        Assert.False(disk.IsOnThreadOfPool);
        sink.Write(s_events[1]);

        Task ended = sink.DisposeAsync().AsTask();
        Assert.False(ended.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(2));
        await ended.WaitAsync(s_patience);

        Assert.Equal(1, sink.Dropped);
        disk.OpenGate();
    }

    [Fact]
    public async Task A_full_disk_drops_counts_and_tells_once()
    {
        FileTraceSink sink = Sink(_scratch.Path, whenNamed: path => File.CreateSymbolicLink(path, "/dev/full"));
        sink.Write(s_events[0]);
        Assert.True(await _faultTold.WaitAsync(s_patience));

        WriteAll(sink);
        await sink.DisposeAsync();

        Assert.Equal(1 + s_events.Length, sink.Dropped);
        Assert.Contains("No space left", Assert.Single(_faults), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_directory_that_cannot_be_made_is_told_at_once()
    {
        File.WriteAllText(_scratch.In("a-file"), "");
        FileTraceSink sink = Sink(_scratch.In("a-file"));
        Assert.True(await _faultTold.WaitAsync(s_patience));

        WriteAll(sink);
        await sink.DisposeAsync();
        Assert.Equal(s_events.Length, sink.Dropped);
        Assert.Single(_faults);
    }

    [Fact]
    public async Task A_disk_that_recovers_is_written_again_and_costs_no_more_than_the_torn_line()
    {
        GatedStream failing = GatedStream.Open();
        failing.Failure = new IOException("gone");
        GatedStream sound = GatedStream.Open();
        Queue<Stream> disks = new([failing, sound]);
        FileTraceSink sink = SinkOver(disks.Dequeue);

        sink.Write(s_events[0]);
        Assert.True(await _faultTold.WaitAsync(s_patience));
        _time.Advance(TimeSpan.FromSeconds(1));
        sink.Write(s_events[1]);
        await sink.DisposeAsync();

        Assert.Equal(["", TraceJson.ToLine(s_events[1]), ""], sound.Lines());
        Assert.Equal(1, sink.Dropped);
    }

    [Fact]
    public async Task A_directory_removed_while_open_is_made_again()
    {
        string directory = _scratch.In("removed");
        FileTraceSink sink = Sink(directory);
        sink.Write(s_events[0]);
        await AppearsAsync(sink.Path);

        Directory.Delete(directory, recursive: true);
        _time.Advance(TimeSpan.FromSeconds(1));
        sink.Write(s_events[1]);
        await sink.DisposeAsync();

        Assert.Contains(TraceJson.ToLine(s_events[1]), File.ReadLines(sink.Path));
        Assert.Equal(0, sink.Dropped);
    }

    [Fact]
    public async Task A_disposed_sink_drops_and_does_not_throw()
    {
        FileTraceSink sink = Sink(_scratch.Path);
        await sink.DisposeAsync();
        sink.Write(s_events[0]);
        await sink.DisposeAsync();

        Assert.Equal(1, sink.Dropped);
    }

    [Fact]
    public async Task A_listener_that_throws_hurts_nobody()
    {
        SemaphoreSlim called = new(0);
        FileTraceSink sink = new("/dev/null/nowhere", TraceRoles.Server, "n", _time, _ =>
        {
            called.Release();
            throw new InvalidOperationException();
        });
        Assert.True(await called.WaitAsync(s_patience));
        WriteAll(sink);
        await sink.DisposeAsync();

        Assert.Equal(s_events.Length, sink.Dropped);
    }

    private static void WriteAll(FileTraceSink sink)
    {
        foreach (TraceEvent e in s_events)
        {
            sink.Write(e);
        }
    }

    private static Task AppearsAsync(string path) =>
        Eventually.TrueAsync(() => File.Exists(path) && new FileInfo(path).Length > 0, () => $"{path} doesn't appear");

    private FileTraceSink Sink(string directory, Action<string>? whenNamed = null)
    {
        whenNamed?.Invoke(Path.Combine(directory, $"in-1-inbound-proxy-20260102T030405-{Environment.ProcessId}.jsonl"));
        return new FileTraceSink(directory, TraceRoles.InboundProxy, "in-1", _time, Told);
    }

    private FileTraceSink SinkOver(Func<Stream> open, int capacity = 100) => new("a disk", open, _time, Told, capacity);

    private void Told(string fault)
    {
        lock (_faults)
        {
            _faults.Add(fault);
        }

        _faultTold.Release();
    }
}
