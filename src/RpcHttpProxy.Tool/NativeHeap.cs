using System.Runtime.InteropServices;

namespace RpcHttpProxy.Tool;

/// <summary>
/// glibc's allocator, which the JIT compiler, OpenSSL and GSSAPI take their memory from. By itself it makes up to eight arenas for each
/// processor, and each keeps the most that it ever held: the JIT compiler takes some 9 MB for a large method, on whichever arena its thread
/// has at that moment, and a process grew for hours, an arena at a time (specs/performance.md, "Steady memory").
/// </summary>
internal static class NativeHeap
{
    /* malloc.h */
    private const int TrimThreshold = -1;
    private const int MmapThreshold = -3;
    private const int ArenaMax = -8;

    /* malloc's own first value of both. Set, they stay: else the first large block that is freed raises them, up to 64 MB. */
    private const int Threshold = 128 * 1024;

    /// <summary>Bounds it: an arena for each processor, and what is free at an arena's end goes back. Who has set MALLOC_ARENA_MAX has decided.</summary>
    public static void Bound()
    {
        if (!OperatingSystem.IsLinux() || Environment.GetEnvironmentVariable("MALLOC_ARENA_MAX") is not null)
        {
            return;
        }

        try
        {
            _ = mallopt(ArenaMax, Math.Max(2, Environment.ProcessorCount));
            _ = mallopt(MmapThreshold, Threshold);
            _ = mallopt(TrimThreshold, Threshold);
        }
        catch (EntryPointNotFoundException)
        {
            // Another C library, such as musl, whose allocator has no arenas.
        }
    }

    [DllImport("libc", ExactSpelling = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int mallopt(int parameter, int value);
}
