namespace RpcHttpProxy.Edge.Gss;

/// <summary>What came of a client's token.</summary>
/// <param name="Status">Whether it is settled.</param>
/// <param name="Token">What goes back; null for nothing.</param>
/// <param name="Client">Who it is, once <paramref name="Status"/> says so; null when that can't be told.</param>
internal readonly record struct GssAnswer(GssStatus Status, byte[]? Token, GssClient? Client = null);
