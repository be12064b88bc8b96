using RpcHttpProxy.Protocol;
using RpcHttpProxy.Transport.Channels;

namespace RpcHttpProxy.Hosting.Targets;

/// <summary>Which servers clients may ask for: none, unless the operator named it.</summary>
internal sealed class TargetPolicy
{
    private readonly AllowedTarget[] _allowed;

    /// <summary>Takes options that are valid.</summary>
    public TargetPolicy(ProxyOptions options)
    {
        _allowed = [.. options.AllowedTargets.Select(text =>
            AllowedTarget.TryParse(text, out AllowedTarget? allowed, out string? fault) ? allowed : throw new FormatException($"'{text}' {fault}"))];
        Map = new TargetMap(options.TargetMap.Select(text =>
            TargetMapEntry.TryParse(text, out TargetMapEntry? entry, out string? fault)
                ? (entry.From, entry.To)
                : throw new FormatException($"'{text}' {fault}")));
    }

    /// <summary>What stands for what.</summary>
    public TargetMap Map { get; }

    /// <summary>Whether a client may ask for <paramref name="target"/>.</summary>
    public bool Allows(RpcRequestTarget target) => Map.Contains(target) || Array.Exists(_allowed, allowed => allowed.Matches(target));
}
