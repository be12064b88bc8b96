namespace RpcHttpProxy.Edge.Authentication;

/// <summary>An address, a user, or a user at an address that <see cref="LoginThrottle"/> slows down.</summary>
/// <param name="Address">The address, as <see cref="ClientAddress"/> has it; null for a user at any.</param>
/// <param name="User">The user, in upper case, whether there is one of that name or not; null for all attempts at that address.</param>
/// <param name="Failures">What has failed since the last quiet time.</param>
/// <param name="Wait">How far off the next turn is.</param>
/// <param name="SinceLast">How long ago the latest failure was.</param>
internal sealed record ThrottledParty(string? Address, string? User, int Failures, TimeSpan Wait, TimeSpan SinceLast);
