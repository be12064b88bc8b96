using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace RpcHttpProxy.Hosting.Files;

/// <summary>Owner, group and mode of a file, for one that takes its place. .NET knows the mode only.</summary>
internal static partial class FileOwner
{
    /* statx(2), linux/stat.h: the layout is the same on all processors. */
    private const int StatxLength = 256;
    private const int StatxUid = 20;
    private const int StatxGid = 24;
    private const int AtCurrentDirectory = -100; // AT_FDCWD
    private const uint UidAndGid = 0x8 | 0x10;   // STATX_UID, STATX_GID

    /// <summary>
    /// Gives an open file the owner, group and mode of the file at <paramref name="from"/>; on Linux, elsewhere the mode alone. Throws an
    /// <see cref="IOException"/> when that can't be done: whoever isn't root may not give a file away.
    /// </summary>
    public static void Copy(string from, SafeFileHandle to)
    {
        if (OperatingSystem.IsLinux())
        {
            (uint user, uint group) = Of(from);
            if (FChown(to, user, group) != 0)
            {
                throw new IOException($"the owner and group of {from} ({user}:{group}) can't be kept: {Marshal.GetLastPInvokeErrorMessage()}. Nothing was changed.");
            }
        }

        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(to, File.GetUnixFileMode(from)); // last: a change of owner may take bits away
        }
    }

    /// <summary>Owner and group, as numbers.</summary>
    public static (uint User, uint Group) Of(string path)
    {
        Span<byte> found = stackalloc byte[StatxLength];
        if (Statx(AtCurrentDirectory, path, 0, UidAndGid, ref MemoryMarshal.GetReference(found)) != 0)
        {
            throw new IOException($"the owner of {path} can't be told: {Marshal.GetLastPInvokeErrorMessage()}.");
        }

        return (Read(found[StatxUid..]), Read(found[StatxGid..]));

        static uint Read(ReadOnlySpan<byte> field) =>
            BitConverter.IsLittleEndian ? BinaryPrimitives.ReadUInt32LittleEndian(field) : BinaryPrimitives.ReadUInt32BigEndian(field);
    }

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Statx(int directory, string path, int flags, uint mask, ref byte found);

    [LibraryImport("libc", EntryPoint = "fchown", SetLastError = true)]
    private static partial int FChown(SafeFileHandle file, uint user, uint group);
}
