namespace RpcHttpProxy.Tracing;

/// <summary>Writes the story as Json.</summary>
public sealed class JsonRenderer : ITraceRenderer
{
    public void Render(TraceStory story, TextWriter output) => output.Write(story.Cookie);
}
