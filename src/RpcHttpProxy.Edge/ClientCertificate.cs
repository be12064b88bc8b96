namespace RpcHttpProxy.Edge;

/// <summary>What the certificate says that a client has shown in its handshake.</summary>
/// <param name="Name">The principal; null when it isn't trusted, or doesn't have that name.</param>
/// <param name="Fault">Why not, for the log; empty when there is nothing wrong.</param>
internal sealed record ClientCertificate(string? Name, string Fault)
{
    /// <summary>Whether nothing is known against it, but its revocation could not be checked.</summary>
    public bool IsUnchecked { get; init; }
}
