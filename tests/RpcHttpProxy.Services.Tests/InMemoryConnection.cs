using System.IO.Pipelines;

namespace RpcHttpProxy.Services.Tests;

/// <summary>Two ends of a connection, joined by pipes that hold <c>pauseAt</c> octets before a writer has to wait.</summary>
internal sealed class InMemoryConnection
{
    public InMemoryConnection(int pauseAt = 65_536, int minimumSegment = 4096)
    {
        var options = new PipeOptions(
            pauseWriterThreshold: pauseAt,
            resumeWriterThreshold: pauseAt / 2,
            minimumSegmentSize: minimumSegment,
            useSynchronizationContext: false);
        ToServer = new Pipe(options);
        ToClient = new Pipe(options);
        Server = new End(ToServer.Reader, ToClient.Writer);
        Client = new End(ToClient.Reader, ToServer.Writer);
    }

    public Pipe ToServer { get; }

    public Pipe ToClient { get; }

    public IDuplexPipe Server { get; }

    public IDuplexPipe Client { get; }

    private sealed record End(PipeReader Input, PipeWriter Output) : IDuplexPipe;
}
