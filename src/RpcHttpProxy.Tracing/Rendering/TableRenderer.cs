namespace RpcHttpProxy.Tracing;

/// <summary>Lists every event of the timeline, one line each, in columns: milliseconds, role, node, kind, channel, what happened.</summary>
public sealed class TableRenderer : ITraceRenderer
{
    private static readonly string[] s_heads = ["ms", "role", "node", "kind", "channel", "what"];

    public void Render(TraceTimeline timeline, TextWriter output)
    {
        string[][] lines = [s_heads, .. timeline.Events.Select(e => CellsOf(timeline, e))];
        int[] widths = [.. Enumerable.Range(0, s_heads.Length).Select(column => lines.Max(cells => cells[column].Length))];

        output.WriteLine(TimelineText.Printable(TimelineText.TitleOf(timeline)));
        output.WriteLine();
        foreach (string[] cells in lines)
        {
            output.WriteLine(string.Join("  ", cells.Select((cell, i) => i == 0 ? cell.PadLeft(widths[i]) : cell.PadRight(widths[i]))).TrimEnd());
        }

        string[] remarks = [.. TimelineText.ClockRemarks(timeline)];
        if (remarks.Length > 0)
        {
            output.WriteLine();
            Array.ForEach(remarks, remark => output.WriteLine(TimelineText.Printable(remark)));
        }
    }

    private static string[] CellsOf(TraceTimeline timeline, TraceEvent e) =>
    [
        TimelineText.Milliseconds(timeline.Elapsed(e)),
        TimelineText.Printable(e.Role),
        TimelineText.Printable(e.Node),
        KindOf(e.Kind),
        TimelineText.Printable(e.Channel ?? ""),
        TimelineText.Printable(WhatOf(e)),
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
            TraceEventKind.Transition => TimelineText.Transition(e) + (e.Trigger is null ? "" : $" on {e.Trigger}"),
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
