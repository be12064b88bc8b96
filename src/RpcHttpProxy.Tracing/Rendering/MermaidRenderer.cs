namespace RpcHttpProxy.Tracing;

/// <summary>Writes the timeline as a Mermaid sequenceDiagram; a dashed arrow is a PDU of which only one end is in the traces.</summary>
public sealed class MermaidRenderer : ITraceRenderer
{
    public void Render(TraceStory story, TextWriter output)
    {
        StoryParties parties = new(story);

        output.WriteLine("sequenceDiagram");
        output.WriteLine($"    title {Escaped(StoryText.StoryTitle(story))}");
        for (int i = 0; i < parties.All.Count; i++)
        {
            TraceParty party = parties.All[i];
            output.WriteLine($"    participant p{i} as {Escaped(StoryText.Title(party.Role))}<br/>{Escaped(StoryText.NodeName(party))}");
        }

        foreach (StoryStep step in StoryStep.Of(story, parties))
        {
            output.WriteLine(step switch
            {
                StoryStep.Arrow arrow => $"    p{arrow.From}{(arrow.HalfKnown ? "-->>" : "->>")}p{arrow.To}: {Escaped(arrow.Label)}",
                StoryStep.Note note => $"    Note over p{note.At}: {Escaped(note.Text)}",
                _ => "",
            });
        }
    }

    /// <summary>Mermaid ends a statement at ';' and begins an entity at '#'; its labels are HTML.</summary>
    private static string Escaped(string text) => string.Concat(StoryText.Printable(text).Select(c => c switch
    {
        '#' => "#35;",
        ';' => "#59;",
        '<' => "#lt;",
        '>' => "#gt;",
        '&' => "#amp;",
        _ => c.ToString(),
    }));
}
