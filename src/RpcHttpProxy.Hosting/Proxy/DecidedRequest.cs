using RpcHttpProxy.Edge;

namespace RpcHttpProxy.Hosting.Proxy;

/// <summary>The first request of a connection that Kestrel is to answer, once the rules have decided. Disposed of when the connection ends before it does.</summary>
/// <param name="Decision">What they have decided.</param>
/// <param name="Connection">What lasts from this request to the next.</param>
internal sealed record DecidedRequest(EdgeDecision Decision, EdgeConnection Connection) : IDisposable
{
    /// <inheritdoc/>
    public void Dispose()
    {
        Decision.Dispose();
        Connection.Dispose();
    }
}
