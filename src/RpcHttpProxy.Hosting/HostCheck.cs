namespace RpcHttpProxy.Hosting;

/// <summary>What a host would do by settings that are right.</summary>
public sealed class HostCheck
{
    internal HostCheck(IReadOnlyList<string> served, IReadOnlyList<string> warnings) => (Served, Warnings) = (served, warnings);

    /// <summary>What it would serve, a sentence each.</summary>
    public IReadOnlyList<string> Served { get; }

    /// <summary>What can hardly be meant, a sentence each.</summary>
    public IReadOnlyList<string> Warnings { get; }
}
