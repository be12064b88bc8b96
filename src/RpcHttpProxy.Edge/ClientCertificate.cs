using RpcHttpProxy.Edge.Principals;

namespace RpcHttpProxy.Edge;

/// <summary>What the certificate says that a client has shown in its handshake.</summary>
/// <param name="Principal">Whose it is; null when it isn't trusted, or doesn't have the name that was asked for.</param>
/// <param name="Fault">Why not, for the log; empty when there is nothing wrong.</param>
internal sealed record ClientCertificate(Principal? Principal, string Fault)
{
    /// <summary>Whether nothing is known against it, but its revocation could not be checked.</summary>
    public bool IsUnchecked { get; init; }

    /// <summary>Judges it by the authorities of this moment; null when those never change.</summary>
    public Func<ClientCertificate>? Judge { get; init; }

    /// <summary>The same by the authorities of this moment, which can be asked again.</summary>
    public ClientCertificate Now() => Judge is { } judge ? judge() with { Judge = judge } : this;
}
