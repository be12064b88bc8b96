namespace RpcHttpProxy.Edge.Gss;

/// <summary>A client that has shown who it is.</summary>
/// <param name="Name">As the mechanism writes it: NTLM's <c>DOMAIN\user</c>, Kerberos's <c>user@REALM</c>.</param>
/// <param name="IsNtlm">By NTLM, within SPNEGO or without.</param>
/// <param name="IsAnonymous">It has shown that it is nobody in particular.</param>
/// <param name="IsBound">It has named the channel binding that was asked for.</param>
internal sealed record GssClient(string Name, bool IsNtlm, bool IsAnonymous, bool IsBound);
