using System.Text;
using RpcHttpProxy.TestKit;

namespace RpcHttpProxy.Fuzz;

/// <summary>A parser of what strangers send, with the promises it has to keep.</summary>
internal abstract class FuzzTarget
{
    private bool _isCold;

    /// <summary>What <c>--target</c> calls it.</summary>
    public abstract string Name { get; }

    /// <summary>The longest input that is made for it, in bytes.</summary>
    public virtual int MaxLength => 2_048;

    /// <summary>Inputs to begin with: valid ones, and what once was trouble.</summary>
    public abstract IReadOnlyList<byte[]> Seeds { get; }

    /// <summary>Pieces that mean something to the parser and that chance would hardly find.</summary>
    public abstract IReadOnlyList<byte[]> Words { get; }

    /// <summary>
    /// Feeds one input. Answers what came of it as a number: an input with an outcome not seen before is worth keeping. Throws
    /// <see cref="BrokenPromiseException"/> where a promise isn't kept; any other exception is a broken promise, too.
    /// </summary>
    public abstract ulong Run(byte[] input);

    /// <summary>Runs the seeds once without counting: tables that are made at first use are no input's doing.</summary>
    public void WarmUp()
    {
        _isCold = true;
        foreach (byte[] input in Seeds)
        {
            Run([.. input]);
        }

        _isCold = false;
    }

    /// <summary>The lines of a file in <c>tests/fuzz/corpus</c>, with \r, \n and \xHH as escapes; those that begin with # say something about it.</summary>
    protected static IReadOnlyList<byte[]> Corpus(string file) =>
    [
        .. File.ReadLines(Path.Combine(RepositoryRoot.Path, "tests", "fuzz", "corpus", file))
            .Where(line => !line.StartsWith('#'))
            .Select(line => Encoding.Latin1.GetBytes(System.Text.RegularExpressions.Regex.Unescape(line))),
    ];

    /// <summary>Words in Latin-1.</summary>
    protected static IReadOnlyList<byte[]> Texts(params ReadOnlySpan<string> words)
    {
        var bytes = new byte[words.Length][];
        for (int i = 0; i < words.Length; i++)
        {
            bytes[i] = Encoding.Latin1.GetBytes(words[i]);
        }

        return bytes;
    }

    /// <summary>Says that a promise isn't kept, unless it is.</summary>
    protected static void Promise(bool isKept, string promise)
    {
        if (!isKept)
        {
            throw new BrokenPromiseException($"that {promise}");
        }
    }

    /// <summary>How many bytes this thread has allocated; to be handed to <see cref="PromiseAllocated"/> behind the call that is watched.</summary>
    protected static long Allocated() => GC.GetAllocatedBytesForCurrentThread();

    /// <summary>Says that too much was allocated, unless it wasn't.</summary>
    protected void PromiseAllocated(long since, long limit)
    {
        long bytes = GC.GetAllocatedBytesForCurrentThread() - since;
        if (_isCold)
        {
            return;
        }

        if (bytes > limit)
        {
            throw new BrokenPromiseException($"to allocate no more than {limit} bytes, and took {bytes}", isMeasured: true);
        }

        MostAllocated = Math.Max(MostAllocated, bytes);
    }

    /// <summary>The most that one input made the parser allocate, in bytes.</summary>
    public long MostAllocated { get; private set; }

    /// <summary>Mixes numbers into an outcome.</summary>
    protected static ulong Outcome(params ReadOnlySpan<long> parts)
    {
        ulong hash = 0xCBF2_9CE4_8422_2325; // FNV-1a
        foreach (long part in parts)
        {
            hash = (hash ^ (ulong)part) * 0x100_0000_01B3;
        }

        return hash;
    }

    /// <summary>The order of magnitude of a number, so that outcomes stay few.</summary>
    protected static long Magnitude(long number) => 64 - System.Numerics.BitOperations.LeadingZeroCount((ulong)number);
}
