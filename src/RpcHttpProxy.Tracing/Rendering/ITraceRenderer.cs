namespace RpcHttpProxy.Tracing;

/// <summary>Writes one virtual connection's timeline in one form.</summary>
public interface ITraceRenderer
{
    void Render(TraceTimeline timeline, TextWriter output);
}
