namespace RpcHttpProxy.Engine.Links;

/// <summary>Why a link is over.</summary>
/// <param name="Cause">Whose doing it is.</param>
/// <param name="Detail">The same in a sentence, for people.</param>
/// <param name="Code">The protocol's own reason, where <paramref name="Cause"/> is <see cref="LinkEndCause.Protocol"/>.</param>
public sealed record LinkEnd(LinkEndCause Cause, string Detail, int Code = 0);
