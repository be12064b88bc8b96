namespace RpcHttpProxy.Tracing.Tests;

public sealed class TraceReaderTests : IDisposable
{
    private static readonly string[] s_lines = [.. ConnTimeline.Events().Select(TraceJson.ToLine)];

    private readonly ScratchDirectory _scratch = new();

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public void Directories_are_read_to_the_bottom_and_files_by_name()
    {
        Directory.CreateDirectory(_scratch.In("traces/deep"));
        File.WriteAllLines(_scratch.In("traces/a.jsonl"), s_lines[..2]);
        File.WriteAllLines(_scratch.In("traces/deep/b.jsonl"), s_lines[2..3]);
        File.WriteAllLines(_scratch.In("traces/notes.txt"), s_lines[4..]);
        File.WriteAllLines(_scratch.In("c.log"), s_lines[3..4]);

        TraceReading reading = TraceReader.Read([_scratch.In("traces"), _scratch.In("c.log")]);

        Assert.Equal(s_lines[..4], reading.Events.Select(TraceJson.ToLine));
        Assert.Equal(0, reading.UnreadableLines);
        Assert.Empty(reading.Faults);
    }

    [Fact]
    public void A_line_that_does_not_parse_is_counted_told_and_passed_over()
    {
        string path = _scratch.In("a.jsonl");
        File.WriteAllText(path, $"{s_lines[0]}\n\n{{\"time\"\n{s_lines[1]}\n{s_lines[2][..30]}");

        TraceReading reading = TraceReader.Read([path]);

        Assert.Equal(s_lines[..2], reading.Events.Select(TraceJson.ToLine));
        Assert.Equal(2, reading.UnreadableLines);
        Assert.Collection(
            reading.Faults,
            fault => Assert.StartsWith($"{path}:3: ", fault, StringComparison.Ordinal),
            fault => Assert.StartsWith($"{path}:5: ", fault, StringComparison.Ordinal));
    }

    [Fact]
    public void Many_faults_are_all_counted_and_the_first_are_told()
    {
        File.WriteAllLines(_scratch.In("a.jsonl"), Enumerable.Repeat("garbage", 1_000));
        TraceReading reading = TraceReader.Read([_scratch.Path]);

        Assert.Equal(1_000, reading.UnreadableLines);
        Assert.Equal(20, reading.Faults.Count);
    }

    [Fact]
    public void A_path_that_is_not_there_is_a_fault_and_the_others_are_read()
    {
        File.WriteAllLines(_scratch.In("a.jsonl"), s_lines);
        TraceReading reading = TraceReader.Read([_scratch.In("missing"), _scratch.In("a.jsonl")]);

        Assert.Equal(s_lines.Length, reading.Events.Count);
        Assert.Contains("missing", Assert.Single(reading.Faults), StringComparison.Ordinal);
    }

    [Fact]
    public void Only_the_asked_for_cookie_is_kept()
    {
        File.WriteAllLines(_scratch.In("a.jsonl"), [s_lines[0], s_lines[1].Replace(ConnTimeline.Cookie, "0badf00d", StringComparison.Ordinal)]);

        Assert.Equal(s_lines[..1], TraceReader.Read([_scratch.Path], "6F3A").Events.Select(TraceJson.ToLine));
        Assert.Empty(TraceReader.Read([_scratch.Path], "ffff").Events);
    }
}
