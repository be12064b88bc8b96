using System.Collections.Concurrent;

namespace RpcHttpProxy.Edge.Authentication;

/// <summary>Counts authentication outcomes.</summary>
internal sealed class AuthenticationCounters
{
    private readonly ConcurrentDictionary<string, long> _accepted = new();
    private readonly ConcurrentDictionary<string, long> _refused = new();
    private readonly ConcurrentDictionary<string, long> _undecodable = new();
    private readonly ConcurrentDictionary<string, long> _legsElsewhere = new();
    private long _challenged;
    private long _busy;
    private long _throttled;

    /// <summary>A request was asked who it is.</summary>
    public void CountChallenge() => Interlocked.Increment(ref _challenged);

    /// <summary>A header was looked at.</summary>
    public void Count(string scheme, SchemeOutcome outcome)
    {
        switch (outcome)
        {
            case SchemeOutcome.Accepted:
                _accepted.AddOrUpdate(scheme, 1, static (_, count) => count + 1);
                break;
            case SchemeOutcome.Refused or SchemeOutcome.MechanismRefused:
                _refused.AddOrUpdate(scheme, 1, static (_, count) => count + 1);
                break;
            case SchemeOutcome.Undecodable:
                _undecodable.AddOrUpdate(scheme, 1, static (_, count) => count + 1);
                break;
            case SchemeOutcome.LegElsewhere:
                _legsElsewhere.AddOrUpdate(scheme, 1, static (_, count) => count + 1);
                break;
            case SchemeOutcome.Busy:
                Interlocked.Increment(ref _busy);
                break;
            case SchemeOutcome.Throttled:
                Interlocked.Increment(ref _throttled);
                break;
        }
    }

    /// <summary>The counts at this moment.</summary>
    public AuthenticationReport Report() => new(
        Interlocked.Read(ref _challenged), new Dictionary<string, long>(_accepted), new Dictionary<string, long>(_refused),
        new Dictionary<string, long>(_undecodable), new Dictionary<string, long>(_legsElsewhere), Interlocked.Read(ref _throttled), Interlocked.Read(ref _busy));
}
