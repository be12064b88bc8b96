namespace RpcHttpProxy.Tracing;

/// <summary>Writes the events of the timeline, as they were traced and in their merged order, as one JSON array, one event a line.</summary>
public sealed class JsonRenderer : ITraceRenderer
{
    public void Render(TraceStory story, TextWriter output)
    {
        output.WriteLine("[");
        for (int i = 0; i < story.Events.Count; i++)
        {
            output.WriteLine(TraceJson.ToLine(story.Events[i]) + (i < story.Events.Count - 1 ? "," : ""));
        }

        output.WriteLine("]");
    }
}
