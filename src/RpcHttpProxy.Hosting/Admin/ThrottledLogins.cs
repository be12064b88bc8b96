using System.Net;
using RpcHttpProxy.Edge.Authentication;
using RpcHttpProxy.Edge.Logging;
using RpcHttpProxy.Edge.Principals;
using RpcHttpProxy.Edge.Targets;
using RpcHttpProxy.Transport.Sockets;

namespace RpcHttpProxy.Hosting.Admin;

/// <summary>Lists whose authentication attempts are slowed, and forgets their failures, for the operator.</summary>
internal sealed class ThrottledLogins(LoginThrottle throttle, IUserStore users, AccountNames accounts, Audit audit)
{
    /* Ours: bounds the response. */
    private const int MostListed = 1_000;

    /* As in the log: a name that no user has may be a password, typed into the wrong field. */
    private const string Unknown = "an unknown user";

    /// <summary>Who is slowed at this moment, those with the most failures first.</summary>
    public ThrottledReport Report()
    {
        IReadOnlyList<ThrottledParty> all = throttle.Throttled();
        return new ThrottledReport(all.Count, [.. all.Take(MostListed).Select(party => new ThrottledEntry(
            party.Address, party.User is { } user ? NameOf(user) : null, party.Failures,
            Math.Round(party.Wait.TotalSeconds, 2), Math.Round(party.SinceLast.TotalSeconds)))]);
    }

    /// <summary>Forgets failures, and gives how many were slowed for them; null when <paramref name="address"/> is no address.</summary>
    /// <param name="address">At this address, or in this IPv6 network of 64 bits; null at any.</param>
    /// <param name="user">In this user's name; null in anybody's.</param>
    /// <param name="peer">Who asks for it.</param>
    public int? Clear(string? address, string? user, string peer)
    {
        string? key = null;
        if (address is not null)
        {
            if (!IPAddress.TryParse(address.Split('/')[0], out IPAddress? parsed))
            {
                return null;
            }

            key = AddressKey.TextOf(parsed);
        }

        string? account = user is null ? null : accounts.Of(user).ToString();
        int cleared = throttle.Clear(key, account);
        audit.ThrottleCleared(peer, key, account is null ? null : LogText.Of(account), cleared);
        return cleared;
    }

    private string NameOf(string user) => users.Find(accounts.Of(user)) is { } known ? LogText.Of(known.Name) : Unknown;
}
