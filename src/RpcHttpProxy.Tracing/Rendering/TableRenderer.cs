namespace RpcHttpProxy.Tracing;

/// <summary>Writes the story as Table.</summary>
public sealed class TableRenderer : ITraceRenderer
{
    public void Render(TraceStory story, TextWriter output) => output.Write(story.Cookie);
}
