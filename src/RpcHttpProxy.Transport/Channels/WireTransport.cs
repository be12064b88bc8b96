using System.IO.Pipelines;

namespace RpcHttpProxy.Transport.Channels;

/// <summary>A connection's bytes as they are below TLS: completing their output sends FIN behind the last of them.</summary>
/// <param name="Output">Written to by TLS alone, until it has said its last.</param>
internal sealed record WireTransport(PipeWriter Output);
