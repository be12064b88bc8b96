namespace RpcHttpProxy.Tracing;

/// <summary>Writes the timeline as a Mermaid sequenceDiagram; a dashed arrow is a PDU of which only one end is in the traces.</summary>
public sealed class MermaidRenderer : ITraceRenderer
{
    public void Render(TraceTimeline timeline, TextWriter output)
    {
        TimelineParties parties = new(timeline);

        output.WriteLine("sequenceDiagram");
        output.WriteLine($"    title {Escaped(TimelineText.TitleOf(timeline))}");
        for (int i = 0; i < parties.All.Count; i++)
        {
            TraceParty party = parties.All[i];
            output.WriteLine($"    participant p{i} as {Escaped(TimelineText.Title(party.Role))}<br/>{Escaped(TimelineText.NodeName(party))}");
        }

        foreach (TimelineStep step in TimelineStep.Of(timeline, parties))
        {
            output.WriteLine(step switch
            {
                TimelineStep.Arrow arrow => $"    p{arrow.From}{(arrow.HalfKnown ? "-->>" : "->>")}p{arrow.To}: {Escaped(arrow.Label)}",
                TimelineStep.Note note => $"    Note over p{note.At}: {Escaped(note.Text)}",
                _ => "",
            });
        }
    }

    /// <summary>Mermaid ends a statement at ';' and begins an entity at '#'; its labels are HTML.</summary>
    private static string Escaped(string text) => string.Concat(TimelineText.Printable(text).Select(c => c switch
    {
        '#' => "#35;",
        ';' => "#59;",
        '<' => "#lt;",
        '>' => "#gt;",
        '&' => "#amp;",
        _ => c.ToString(),
    }));
}
