using System.Runtime.InteropServices;
using SharpFuzz.Common;

namespace RpcHttpProxy.Fuzz.Guidance;

/// <summary>
/// Which branches the inputs so far have taken in instrumented code, and about how often each. It is SharpFuzz's map: a byte counts how often control went
/// from one place to another. There is one map in a process, so one run at a time has guidance.
/// </summary>
internal sealed unsafe class BranchCoverage
{
    private const int MapSize = 1 << 16;

    private readonly byte[] _seen = new byte[MapSize];

    /// <summary>For code that is instrumented already, or is about to be.</summary>
    public BranchCoverage() => ProvideMap();

    /// <summary>How many branches have been taken so far.</summary>
    public int Branches { get; private set; }

    /// <summary>How often control went from one place to another, for the input at hand.</summary>
    public static Span<byte> Map => new(Trace.SharedMem, MapSize);

    /// <summary>Gives instrumented code the memory it writes to; must come before the first of it runs.</summary>
    public static void ProvideMap()
    {
        if (Trace.SharedMem is null)
        {
            Trace.SharedMem = (byte*)NativeMemory.AllocZeroed(MapSize); // for as long as the process lives
        }
    }

    /// <summary>Forgets what ran before: what runs from now on belongs to the next input.</summary>
    public void Begin()
    {
        Map.Clear();
        Trace.PrevLocation = 0;
    }

    /// <summary>True if the input took a branch that none did before, or one by an order of magnitude more or less often.</summary>
    public bool End()
    {
        bool isNew = false;
        ReadOnlySpan<byte> map = Map;
        for (int at = 0; at < MapSize; at++)
        {
            int skipped = map[at..].IndexOfAnyExcept((byte)0);
            if (skipped < 0)
            {
                break;
            }

            at += skipped;
            byte magnitude = Magnitude(map[at]);
            if ((_seen[at] & magnitude) == 0)
            {
                Branches += _seen[at] == 0 ? 1 : 0;
                _seen[at] |= magnitude;
                isNew = true;
            }
        }

        return isNew;
    }

    /* AFL's: a loop that turns once more is news only while the turns are few. */
    private static byte Magnitude(byte count) => count switch
    {
        1 => 1,
        2 => 2,
        3 => 4,
        < 8 => 8,
        < 16 => 16,
        < 32 => 32,
        < 128 => 64,
        _ => 128,
    };
}
