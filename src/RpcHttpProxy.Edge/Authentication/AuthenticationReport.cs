namespace RpcHttpProxy.Edge.Authentication;

/// <summary>What <c>/counters</c> tells of authentication, since the start.</summary>
/// <param name="Challenged">Requests that were asked who they are.</param>
/// <param name="Accepted">Who has shown it, by scheme.</param>
/// <param name="Refused">Who hasn't: a wrong password, a certificate that isn't trusted; by scheme.</param>
/// <param name="Undecodable">What could not be read, by scheme: in no encoding that is known, without a name, no message of the scheme.</param>
/// <param name="LegsElsewhere">Second messages on a connection where the first one did not come, by scheme.</param>
/// <param name="RejectedUnverified">Attempts answered with 503 without verification, since too many had failed at that address or for that user.</param>
/// <param name="Busy">Requests that were answered with 503, because too many were being looked at.</param>
internal sealed record AuthenticationReport(
    long Challenged, IReadOnlyDictionary<string, long> Accepted, IReadOnlyDictionary<string, long> Refused,
    IReadOnlyDictionary<string, long> Undecodable, IReadOnlyDictionary<string, long> LegsElsewhere, long RejectedUnverified, long Busy);
