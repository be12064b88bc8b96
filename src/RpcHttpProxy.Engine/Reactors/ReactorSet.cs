namespace RpcHttpProxy.Engine.Reactors;

/// <summary>The reactors of a process. What has a key belongs to the one that the key's hash names, in whatever role.</summary>
public sealed class ReactorSet
{
    private readonly Reactor[] _reactors;
    private int _last = -1;

    /// <summary>Takes one or more.</summary>
    public ReactorSet(params IReadOnlyCollection<Reactor> reactors)
    {
        ArgumentOutOfRangeException.ThrowIfZero(reactors.Count);
        _reactors = [.. reactors];
    }

    /// <summary>How many a process has by default: half of the processors, since the kernel has its share of the work.</summary>
    public static int DefaultCount { get; } = Math.Max(1, Environment.ProcessorCount / 2);

    /// <summary>How many.</summary>
    public int Count => _reactors.Length;

    /// <summary>All of them.</summary>
    public IReadOnlyList<Reactor> All => _reactors;

    /// <summary>The owner of what has a key of this hash.</summary>
    public Reactor OwnerOf(int hash) => _reactors[(uint)hash % (uint)_reactors.Length];

    /// <summary>The next in turn, for what has no key yet. Any thread.</summary>
    public Reactor Next() => _reactors.Length == 1 ? _reactors[0] : OwnerOf(Interlocked.Increment(ref _last));
}
