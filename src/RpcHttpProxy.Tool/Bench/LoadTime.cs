namespace RpcHttpProxy.Tool.Bench;

/// <summary>The processor time that the load itself takes: it is part of every other figure, and must be the same beside every target.</summary>
internal readonly struct LoadTime
{
    private readonly TimeSpan _begun;

    private LoadTime(TimeSpan begun) => _begun = begun;

    /// <summary>Begins to count.</summary>
    public static LoadTime Start() => new(Environment.CpuUsage.TotalTime);

    /// <summary>What was taken since, for each of a number of units.</summary>
    public Figure Per(double units, string unit) => new("load's own time", (Environment.CpuUsage.TotalTime - _begun).TotalSeconds / units, unit);
}
