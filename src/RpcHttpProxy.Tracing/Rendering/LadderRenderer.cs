namespace RpcHttpProxy.Tracing;

/// <summary>
/// Draws the timeline to be held beside the figures of 3.2.1.5.3: one lifeline a role and node, one arrow a PDU (at the time it was
/// sent), state changes and closes beside the lifeline they belong to, milliseconds since the first event at the left. That a channel or connection
/// opened is not drawn: the arsteps tell it.
/// </summary>
/// <param name="width">Columns of text to fill; a timeline with many nodes takes more rather than becoming unreadable.</param>
/// <param name="ascii">Draws with ASCII characters only.</param>
public sealed class LadderRenderer(int width = LadderRenderer.DefaultWidth, bool ascii = false) : ITraceRenderer
{
    public const int DefaultWidth = 120;

    public void Render(TraceTimeline timeline, TextWriter output)
    {
        TimelineParties parties = new(timeline);
        TimelineStep[] steps = [.. TimelineStep.Of(timeline, parties)];
        int[] ends = [.. Enumerable.Range(0, parties.All.Count).Select(i => EndOf(i, timeline, parties, steps))];

        int timeWidth = TimelineText.Milliseconds(steps.Select(step => step.Elapsed).Append(TimeSpan.Zero).Max()).Length;
        LadderDrawing drawing = new(new LadderLayout(width, timeWidth, parties.All.Count), ascii, output);

        output.WriteLine(Printable(TimelineText.TitleOf(timeline)));
        output.WriteLine();
        drawing.Boxes(parties.All);
        for (int i = 0; i < steps.Length; i++)
        {
            if (BeginsGroup(steps, i))
            {
                drawing.Rest(lifeline => i <= ends[lifeline]);
            }

            drawing.Step(steps[i], lifeline => i <= ends[lifeline]);
        }

        Footer(timeline, steps, output);
    }

    /// <summary>The last step a lifeline is drawn at: where it closed and nothing follows, else the end of the ladder.</summary>
    private static int EndOf(int lifeline, TraceTimeline timeline, TimelineParties parties, TimelineStep[] steps) =>
        timeline.Events.Any(e => e.Kind is TraceEventKind.Closed && parties.IndexOf(e) == lifeline)
            ? Array.FindLastIndex(steps, step => step.Touches(lifeline))
            : steps.Length;

    /// <summary>A blank step before an arrow that follows a note: what a PDU brought about stays with it.</summary>
    private static bool BeginsGroup(TimelineStep[] steps, int i) => i == 0 || (steps[i] is TimelineStep.Arrow && steps[i - 1] is TimelineStep.Note);

    private void Footer(TraceTimeline timeline, TimelineStep[] steps, TextWriter output)
    {
        LadderGlyphs glyphs = LadderGlyphs.For(ascii);
        List<string> remarks = [];
        if (steps.OfType<TimelineStep.Arrow>().Any(arrow => arrow.HalfKnown))
        {
            remarks.Add($"{glyphs.HalfKnownLine}{glyphs.HalfKnownLine}{glyphs.HeadRight} only one end of this PDU is in the traces");
        }

        remarks.AddRange(TimelineText.ClockRemarks(timeline));
        if (remarks.Count > 0)
        {
            output.WriteLine();
            remarks.ForEach(remark => output.WriteLine(Printable(remark)));
        }
    }

    private string Printable(string text) => TimelineText.Printable(text, ascii);
}
