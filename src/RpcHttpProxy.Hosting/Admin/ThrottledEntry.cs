namespace RpcHttpProxy.Hosting.Admin;

/// <summary>An address, a user, or a user at an address whose attempts to authenticate are slowed.</summary>
/// <param name="Address">The address, of IPv6 its network; null for a user at any.</param>
/// <param name="User">The user, if the store of users knows one of that name; null for whoever asks at that address.</param>
/// <param name="Failures">What has failed since the last quiet time.</param>
/// <param name="RetryAfterSeconds">How far off the next turn is.</param>
/// <param name="SecondsSinceLast">How long ago the latest failure was.</param>
internal sealed record ThrottledEntry(string? Address, string? User, int Failures, double RetryAfterSeconds, double SecondsSinceLast);
