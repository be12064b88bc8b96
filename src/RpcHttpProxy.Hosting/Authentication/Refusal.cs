namespace RpcHttpProxy.Hosting.Authentication;

/// <summary>A request that goes no further.</summary>
/// <param name="Status">401, 403 or 503.</param>
/// <param name="Phrase">The reason phrase.</param>
/// <param name="Sentence">The body, for people; ASCII.</param>
/// <param name="Challenges">Values of <c>WWW-Authenticate</c>, of a 401.</param>
internal sealed record Refusal(int Status, string Phrase, string Sentence, IReadOnlyList<string> Challenges);
