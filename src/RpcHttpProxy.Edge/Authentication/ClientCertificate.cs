namespace RpcHttpProxy.Edge.Authentication;

/// <summary>What the certificate says that a client has shown in its handshake.</summary>
/// <param name="Name">The principal; null when it isn't trusted, or doesn't have that name.</param>
/// <param name="Fault">Why not, for the log; empty when there is nothing wrong.</param>
internal sealed record ClientCertificate(string? Name, string Fault)
{
    /// <summary>Judges it by the authorities of this moment; null when those never change.</summary>
    public Func<ClientCertificate>? Judge { get; init; }

    /// <summary>The same by the authorities of this moment.</summary>
    public ClientCertificate Now() => Judge?.Invoke() ?? this;
}
