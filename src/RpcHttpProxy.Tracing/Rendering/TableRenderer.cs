namespace RpcHttpProxy.Tracing;

/// <summary>Lists every event of the timeline, one line each, in columns: milliseconds, role, node, kind, channel, what happened.</summary>
public sealed class TableRenderer : ITraceRenderer
{
    private static readonly string[] s_heads = ["ms", "role", "node", "kind", "channel", "what"];

    public void Render(TraceStory story, TextWriter output)
    {
        string[][] lines = [s_heads, .. story.Events.Select(e => CellsOf(story, e))];
        int[] widths = [.. Enumerable.Range(0, s_heads.Length).Select(column => lines.Max(cells => cells[column].Length))];

        output.WriteLine(StoryText.Printable(StoryText.StoryTitle(story)));
        output.WriteLine();
        foreach (string[] cells in lines)
        {
            output.WriteLine(string.Join("  ", cells.Select((cell, i) => i == 0 ? cell.PadLeft(widths[i]) : cell.PadRight(widths[i]))).TrimEnd());
        }

        string[] remarks = [.. StoryText.ClockRemarks(story)];
        if (remarks.Length > 0)
        {
            output.WriteLine();
            Array.ForEach(remarks, remark => output.WriteLine(StoryText.Printable(remark)));
        }
    }

    private static string[] CellsOf(TraceStory story, TraceEvent e) =>
    [
        StoryText.Milliseconds(story.Elapsed(e)),
        StoryText.Printable(e.Role),
        StoryText.Printable(e.Node),
        KindOf(e.Kind),
        StoryText.Printable(e.Channel ?? ""),
        StoryText.Printable(WhatOf(e)),
    ];

    private static string KindOf(TraceEventKind kind) => kind switch
    {
        TraceEventKind.ChannelOpened => "channel-opened",
        TraceEventKind.ChannelClosed => "channel-closed",
        _ => kind.ToString().ToLowerInvariant(),
    };

    private static string WhatOf(TraceEvent e)
    {
        string what = e.Kind switch
        {
            TraceEventKind.Sent => Message(e, "→"),
            TraceEventKind.Received => Message(e, "←"),
            TraceEventKind.Transition => StoryText.Transition(e) + (e.Trigger is null ? "" : $" on {e.Trigger}"),
            TraceEventKind.Timer => e.Trigger ?? "",
            _ => e.Reason ?? "",
        };
        if (e.Effects is { Count: > 0 } effects)
        {
            what += $": {string.Join(", ", effects)}";
        }

        return e.Detail is null ? what : $"{what} ({e.Detail})".TrimStart();
    }

    private static string Message(TraceEvent e, string direction) =>
        $"{e.Pdu} {direction} {e.Peer ?? "?"}" + (e.Length is { } length ? $", {length} bytes" : "");
}
