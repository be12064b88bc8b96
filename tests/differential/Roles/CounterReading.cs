using System.Globalization;

namespace RpcHttpProxy.Differential.Tests.Roles;

/// <summary>One look at the counters of a process.</summary>
/// <param name="Counted">What only grows.</param>
/// <param name="Held">What a role holds now.</param>
internal sealed record CounterReading(IReadOnlyDictionary<string, long> Counted, IReadOnlyDictionary<string, long> Held)
{
    public bool HoldsNothing => Held.Values.All(value => value == 0);

    /// <summary>Connections that ended since then.</summary>
    public long EndedSince(CounterReading then) => Since(then).Where(one => one.Name.Contains(".ended.", StringComparison.Ordinal)).Sum(one => one.More);

    /// <summary>What has been counted since then, and what is still held, as lines.</summary>
    public IEnumerable<string> LinesSince(CounterReading then) =>
        Since(then).Select(one => string.Create(CultureInfo.InvariantCulture, $"{one.Name} +{one.More}"))
            .Concat(Held.Where(one => one.Value != 0).Select(one => string.Create(CultureInfo.InvariantCulture, $"{one.Key} still {one.Value}")));

    private IEnumerable<(string Name, long More)> Since(CounterReading then) =>
        from one in Counted
        let more = one.Value - then.Counted.GetValueOrDefault(one.Key)
        where more != 0
        select (one.Key, more);
}
