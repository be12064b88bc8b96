namespace RpcHttpProxy.Hosting.Tls;

/// <summary>Why a peer's certificate isn't accepted.</summary>
/// <param name="Text">A few words, for the log.</param>
/// <param name="IsUnchecked">Nothing is known against it, but a revocation list that would say so is missing or can't be relied on.</param>
internal sealed record CertificateFault(string Text, bool IsUnchecked);
