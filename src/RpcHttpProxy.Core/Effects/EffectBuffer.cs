namespace RpcHttpProxy.Core.Effects;

/// <summary>The effects of one input, in the order in which they are to be carried out.</summary>
public sealed class EffectBuffer
{
    private readonly List<Effect> _effects = [];

    /// <summary>How many there are.</summary>
    public int Count => _effects.Count;

    /// <summary>The effect at a place.</summary>
    public Effect this[int index] => _effects[index];

    /// <summary>Adds one at the end.</summary>
    public void Add(Effect effect) => _effects.Add(effect);

    /// <summary>Forgets all, for the next input.</summary>
    public void Clear() => _effects.Clear();
}
