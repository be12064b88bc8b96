namespace RpcHttpProxy.Hosting.Admin;

/// <summary>What <c>/throttled</c> tells.</summary>
/// <param name="Total">How many addresses, users, and users at an address are slowed.</param>
/// <param name="Throttled">The first thousand of them, those with the most failures first.</param>
internal sealed record ThrottledReport(int Total, IReadOnlyList<ThrottledEntry> Throttled);
