namespace RpcHttpProxy.Tracing;

/// <summary>Writes one virtual connection's story in one form.</summary>
public interface ITraceRenderer
{
    void Render(TraceStory story, TextWriter output);
}
