using System.Net;
using RpcHttpProxy.Transport.Channels;

namespace RpcHttpProxy.Transport.Sessions;

/// <summary>
/// The names under which a client's share of a pool is counted: its principal and its address. Anonymous clients are told apart by their
/// addresses alone.
/// </summary>
/// <param name="addressOf">What an address counts as; null where it doesn't.</param>
internal sealed class ClientNames(Func<IPAddress, string?> addressOf)
{
    /// <summary>The client's names, to be compared without case; none if neither principal nor address is counted.</summary>
    public IReadOnlyList<string> Of(ServerGrant? grant)
    {
        string? principal = grant is { Principal: var name } && name != ServerGrant.Anonymous ? $"principal {name}" : null;
        string? address = grant?.ClientAddress is { } peer && addressOf(peer) is { } key ? $"address {key}" : null;
        return (principal, address) switch
        {
            (null, null) => [],
            ({ } one, null) => [one],
            (null, { } one) => [one],
            ({ } one, { } other) => [one, other],
        };
    }
}
