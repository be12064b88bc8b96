using System.Runtime.InteropServices;
using RpcHttpProxy.Transport.Channels;

namespace RpcHttpProxy.Transport.Sessions;

/// <summary>
/// Virtual connections of a role that aren't open yet: in all, of each principal, and of each client's address. One client at its share leaves
/// the others theirs. Any thread; reactors that admit at the same moment may exceed a bound by as many as there are of them.
/// </summary>
/// <param name="max">How many in all; 0 for any number.</param>
/// <param name="maxPerClient">How many of one principal and of one address; 0 for any number.</param>
/// <param name="addressOf">What an address counts as; null where it doesn't.</param>
internal sealed class HalfOpenCount(int max, int maxPerClient, Func<System.Net.IPAddress, string?> addressOf)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, int> _principals = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, int> _addresses = new(StringComparer.Ordinal);
    private int _all;

    /// <summary>How many in all.</summary>
    public int All => Volatile.Read(ref _all);

    /// <summary>Whether one more, for whom <paramref name="grant"/> is, would be one too many.</summary>
    public bool IsFullFor(ServerGrant? grant)
    {
        if (max > 0 && All >= max)
        {
            return true;
        }

        lock (_lock)
        {
            return maxPerClient > 0
                && ((PrincipalOf(grant) is { } principal && _principals.GetValueOrDefault(principal) >= maxPerClient)
                    || (AddressOf(grant) is { } address && _addresses.GetValueOrDefault(address) >= maxPerClient));
        }
    }

    /// <summary>One has begun for whom <paramref name="grant"/> is.</summary>
    public void Add(ServerGrant? grant) => Count(grant, 1);

    /// <summary>That one is open, or over.</summary>
    public void Remove(ServerGrant? grant) => Count(grant, -1);

    private void Count(ServerGrant? grant, int difference)
    {
        Interlocked.Add(ref _all, difference);
        lock (_lock)
        {
            Count(_principals, PrincipalOf(grant), difference);
            Count(_addresses, AddressOf(grant), difference);
        }
    }

    private static void Count(Dictionary<string, int> counts, string? key, int difference)
    {
        if (key is not null && (CollectionsMarshal.GetValueRefOrAddDefault(counts, key, out _) += difference) == 0)
        {
            counts.Remove(key);
        }
    }

    /// <summary>Anonymous clients are told apart by their addresses alone.</summary>
    private static string? PrincipalOf(ServerGrant? grant) => grant is { Principal: var principal } && principal != ServerGrant.Anonymous ? principal : null;

    private string? AddressOf(ServerGrant? grant) => grant?.ClientAddress is { } address ? addressOf(address) : null;
}
