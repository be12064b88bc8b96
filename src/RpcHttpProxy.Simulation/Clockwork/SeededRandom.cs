namespace RpcHttpProxy.Simulation.Clockwork;

/// <summary>Chance that is the same in every process and on every runtime: SplitMix64 from a seed.</summary>
internal sealed class SeededRandom(ulong seed)
{
    private ulong _state = seed;

    /// <summary>64 random bits.</summary>
    public ulong Next()
    {
        ulong z = _state += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }

    /// <summary>At least <paramref name="from"/> and at most <paramref name="to"/>.</summary>
    public int Between(int from, int to) => from + (int)(Next() % (ulong)(to - from + 1));

    /// <summary>True once in so many times.</summary>
    public bool OneIn(int times) => Next() % (ulong)times == 0;

    /// <summary>One of several.</summary>
    public T Of<T>(params ReadOnlySpan<T> choices) => choices[Between(0, choices.Length - 1)];

    /// <summary>SeededRandom of their own for somebody, so that what one throws never changes what another does.</summary>
    public static SeededRandom For(ulong seed, string name)
    {
        ulong hash = seed * 0x9E3779B97F4A7C15 + 0xCBF29CE484222325;
        foreach (char c in name)
        {
            hash = (hash ^ c) * 0x100000001B3;
        }

        return new SeededRandom(hash);
    }
}
