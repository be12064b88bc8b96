namespace RpcHttpProxy.Tracing;

/// <summary>Writes the story as Mermaid.</summary>
public sealed class MermaidRenderer : ITraceRenderer
{
    public void Render(TraceStory story, TextWriter output) => output.Write(story.Cookie);
}
