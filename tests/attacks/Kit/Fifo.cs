using System.Runtime.InteropServices;

namespace RpcHttpProxy.Attacks.Tests.Kit;

/// <summary>A file that can't be opened for writing until somebody reads it, which nobody does: a file system that hangs.</summary>
internal static class Fifo
{
    private const uint Mode = 0x180; // rw for the owner

    public static void Make(string path) => Assert.True(MakeFifo(path, Mode) == 0, $"no FIFO at {path}");

    [DllImport("libc", EntryPoint = "mkfifo", BestFitMapping = false)]
    private static extern int MakeFifo([MarshalAs(UnmanagedType.LPUTF8Str)] string path, uint mode);
}
