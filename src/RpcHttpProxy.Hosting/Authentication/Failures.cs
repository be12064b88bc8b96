namespace RpcHttpProxy.Hosting.Authentication;

/// <summary>How often somebody was wrong lately, and when the next try may be looked at.</summary>
/// <param name="Count">Failures since the last quiet time.</param>
/// <param name="LastAt">Time stamp of the latest.</param>
/// <param name="NextAt">Time stamp before which no try is looked at.</param>
internal readonly record struct Failures(int Count, long LastAt, long NextAt);
