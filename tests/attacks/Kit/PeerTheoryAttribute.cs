namespace RpcHttpProxy.Attacks.Tests.Kit;

/// <summary>A theory that needs a program on PATH, <c>gss-ntlmssp</c>, or the rights of <c>root</c>; skipped with the reason where one is missing.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class PeerTheoryAttribute : TheoryAttribute
{
    public PeerTheoryAttribute(params string[] peers) => Skip = Peers.ReasonToSkip(peers);
}
