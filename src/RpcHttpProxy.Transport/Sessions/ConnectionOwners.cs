using RpcHttpProxy.Protocol;

namespace RpcHttpProxy.Transport.Sessions;

/// <summary>
/// Whose the virtual connections of this process are. Its inbound and its outbound proxy share one, so that no principal adds a channel to what
/// another principal has begun at the other. Locks nothing but itself, and is locked last.
/// </summary>
public sealed class ConnectionOwners
{
    private readonly Dictionary<RtsCookie, (string Principal, int Claims)> _owners = [];
    private readonly Lock _lock = new();

    /// <summary>Claims a cookie for a principal until <see cref="Release"/>; false when it is another one's.</summary>
    public bool TryClaim(RtsCookie cookie, string principal)
    {
        lock (_lock)
        {
            if (!_owners.TryGetValue(cookie, out (string Principal, int Claims) owner))
            {
                _owners[cookie] = (principal, 1);
                return true;
            }

            if (!owner.Principal.Equals(principal, StringComparison.OrdinalIgnoreCase)) // as for the limits and rules
            {
                return false;
            }

            _owners[cookie] = (principal, owner.Claims + 1);
            return true;
        }
    }

    /// <summary>Takes one claim back.</summary>
    public void Release(RtsCookie cookie)
    {
        lock (_lock)
        {
            (string principal, int claims) = _owners[cookie];
            if (claims == 1)
            {
                _owners.Remove(cookie);
            }
            else
            {
                _owners[cookie] = (principal, claims - 1);
            }
        }
    }
}
