namespace RpcHttpProxy.Edge;

/// <summary>A connection whose carrier tells when it has ended, by disposing of this.</summary>
internal sealed class EdgeConnection : IEdgeConnection, IDisposable
{
    /// <inheritdoc/>
    public ConnectionIdentity? Identity { get; private set; }

    /// <inheritdoc/>
    public ConnectionIdentity MakeIdentity() => Identity ??= new ConnectionIdentity();

    /// <inheritdoc/>
    public void Dispose() => Identity?.Dispose();
}
