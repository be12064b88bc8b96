using RpcHttpProxy.Edge.Principals;

namespace RpcHttpProxy.Edge.Authentication;

/// <summary>
/// Knows users. The file of <see cref="AuthenticationOptions.UsersFile"/> is one; an application that embeds the proxies may register
/// another. Passwords are verified on threads of their own, so many at once as <see cref="AuthenticationOptions.ConcurrentVerifications"/> says.
/// </summary>
public interface IUserStore
{
    /// <summary>Changes when what was verified may no longer hold: a password, a group, a user that is gone.</summary>
    long Version { get; }

    /// <summary>
    /// The user whose password this is; null when it isn't, or there is no such user, both after the same time. An exception refuses the request, with 503.
    /// <paramref name="name"/> is an account's, as <see cref="Principal.ToString"/> spells it.
    /// </summary>
    ValueTask<StoredUser?> VerifyAsync(string name, string password, CancellationToken cancellation);

    /// <summary>
    /// What is known of a principal; null for nothing. Asked for those that were authenticated by Kerberos, NTLM or a certificate, and, whenever a channel of a
    /// connection is replaced, for those that <see cref="VerifyAsync"/> let in: null then ends the connection. Must not block, since reactors ask; an
    /// exception refuses the request, with 503, and ends a connection whose channel is replaced.
    /// </summary>
    StoredUser? Find(Principal principal);
}
