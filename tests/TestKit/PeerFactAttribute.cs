using Xunit;

namespace RpcHttpProxy.TestKit;

/// <summary>
/// A fact that needs other programs: a name on PATH, or <c>impacket</c>, <c>samba</c>, <c>python3-samba</c>, <c>python3-gssapi</c>, or the
/// rights of <c>root</c>. Skipped with the reason where one is missing,
/// unless <see cref="Peers.RequireVariable"/> is 1.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class PeerFactAttribute : FactAttribute
{
    public PeerFactAttribute(params string[] peers) => Skip = Peers.ReasonToSkip(peers);
}
