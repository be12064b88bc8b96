using System.Runtime.InteropServices;

namespace RpcHttpProxy.Tool;

/// <summary>
/// glibc's allocator, which the JIT compiler, OpenSSL and GSSAPI take their memory from. By itself it makes up to eight arenas for each
/// processor, and each keeps what it once held: the JIT compiler takes up to 9 MB for a large method, on whichever arena its thread has at that
/// moment, and a process grew for hours, an arena at a time (specs/performance.md, "Steady memory").
/// </summary>
internal sealed class NativeHeap : IDisposable
{
    /* malloc.h */
    private const int ArenaMax = -8;

    /* Ours: an arena of some MB is trimmed in about a millisecond, during which who uses it waits. */
    private static readonly TimeSpan s_period = TimeSpan.FromMinutes(1);

    private readonly Timer? _trimming;

    /// <summary>Bounds it from here on: an arena for each processor besides those that the runtime has made, and what is free goes back once a minute.</summary>
    public NativeHeap()
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        try
        {
            if (Environment.GetEnvironmentVariable("MALLOC_ARENA_MAX") is null)
            {
                _ = mallopt(ArenaMax, Math.Max(2, Environment.ProcessorCount));
            }

            Trim(); // to know that it is there
            _trimming = new Timer(static _ => Trim(), null, s_period, s_period);
        }
        catch (EntryPointNotFoundException)
        {
            // Another C library, such as musl, whose allocator has no arenas.
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _trimming?.Dispose();

    private static void Trim() => _ = malloc_trim(0);

    [DllImport("libc", ExactSpelling = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int mallopt(int parameter, int value);

    [DllImport("libc", ExactSpelling = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int malloc_trim(nuint pad);
}
