using Xunit;

namespace RpcHttpProxy.TestKit;

/// <summary>A theory that needs other programs; see <see cref="PeerFactAttribute"/>.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class PeerTheoryAttribute : TheoryAttribute
{
    public PeerTheoryAttribute(params string[] peers) => Skip = Peers.ReasonToSkip(peers);
}
