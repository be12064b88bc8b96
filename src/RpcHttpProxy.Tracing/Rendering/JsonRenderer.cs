namespace RpcHttpProxy.Tracing;

/// <summary>Writes the events of the timeline, as they were traced and in their merged order, as one JSON array, one event a line.</summary>
public sealed class JsonRenderer : ITraceRenderer
{
    public void Render(TraceTimeline timeline, TextWriter output)
    {
        output.WriteLine("[");
        for (int i = 0; i < timeline.Events.Count; i++)
        {
            output.WriteLine(TraceJson.ToLine(timeline.Events[i]) + (i < timeline.Events.Count - 1 ? "," : ""));
        }

        output.WriteLine("]");
    }
}
