using RpcHttpProxy.Core.Effects;

namespace RpcHttpProxy.Core.Tests.Roles;

internal static class EffectList
{
    public static Effect[] ToArray(this EffectBuffer effects) => [.. Enumerable.Range(0, effects.Count).Select(i => effects[i])];

    /// <summary>The channel an effect ends; null when it ends none.</summary>
    public static Core.Channels.Channel? Ends(this Effect effect) => effect switch
    {
        Effect.Finish finish => finish.Channel,
        Effect.Abort abort => abort.Channel,
        Effect.FailRequest fail => fail.Channel,
        _ => null,
    };
}
