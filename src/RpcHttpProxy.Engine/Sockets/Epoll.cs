using System.ComponentModel;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace RpcHttpProxy.Engine.Sockets;

/// <summary>
/// Linux's epoll(7), edge-triggered, with an eventfd(2) that ends a wait. Nothing else calls into the C library for it.
/// </summary>
/// <remarks>
/// The buffers that are handed over are owned by this object and as long as the count says. Every
/// descriptor is a <see cref="SafeHandle"/>, which is not closed during a call: a number that was closed may be another connection's already.
/// </remarks>
internal sealed unsafe partial class Epoll : IDisposable
{
    private const int MostEvents = 256;
    public const int Interrupted = 4; // EINTR
    private const ulong WakeData = 0;

    private static readonly EpollLayout s_layout = EpollLayout.Of(RuntimeInformation.ProcessArchitecture);

    private readonly SafeFileHandle _epoll;
    private readonly SafeFileHandle _wake;
    private readonly byte* _events = (byte*)NativeMemory.AllocZeroed(MostEvents, (nuint)s_layout.Size);

    /// <summary>Throws a <see cref="Win32Exception"/> when descriptors are short.</summary>
    public Epoll()
    {
        (_epoll, _wake) = (new SafeFileHandle(), new SafeFileHandle());
        try
        {
            _epoll = Owned(EpollCreate(EpollLayout.CloseOnExec));
            _wake = Owned(EventFd(0, EpollLayout.CloseOnExec | EpollLayout.NonBlocking));
            Register(_wake, WakeData, Readiness.Readable);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>
    /// Watches a descriptor until it is closed. <paramref name="data"/> is told with its events, and isn't 0. Throws an
    /// <see cref="ObjectDisposedException"/> for one that is closed.
    /// </summary>
    public void Watch(SafeHandle descriptor, ulong data) =>
        Register(descriptor, data, Readiness.Readable | Readiness.Writable | Readiness.PeerFinished);

    /// <summary>Watches it no longer. Throws an <see cref="ObjectDisposedException"/> for one that is closed, which is watched no longer anyway.</summary>
    public void Unwatch(SafeHandle descriptor) => _ = EpollControl(_epoll, EpollLayout.Delete, descriptor, null);

    /// <summary>Waits for events, for a number of milliseconds at most (-1: for ever), or until <see cref="Wake"/>. Gives how many there are.</summary>
    public int Wait(int milliseconds)
    {
        int count = EpollWait(_epoll, _events, MostEvents, milliseconds);
        return count >= 0 || Marshal.GetLastPInvokeError() == Interrupted ? Math.Max(count, 0) : throw new Win32Exception();
    }

    /// <summary>One of the events that the last wait has brought; false for the one that only ended it.</summary>
    public bool TryGet(int index, out ulong data, out Readiness readiness)
    {
        byte* at = _events + (index * s_layout.Size);
        readiness = *(Readiness*)at;
        data = (ulong)Marshal.ReadInt64((nint)(at + s_layout.Data));
        if (data != WakeData)
        {
            return true;
        }

        ulong count;
        _ = Read(_wake, &count, sizeof(ulong));
        return false;
    }

    /// <summary>Ends the wait that is under way, or the next; nothing happens when there will be none. Any thread.</summary>
    public void Wake()
    {
        ulong one = 1;
        try
        {
            _ = Write(_wake, &one, sizeof(ulong));
        }
        catch (ObjectDisposedException)
        {
            // The reactor has ended: no wait is left to end.
        }
    }

    public void Dispose()
    {
        _wake.Dispose();
        _epoll.Dispose();
        NativeMemory.Free(_events);
    }

    private void Register(SafeHandle descriptor, ulong data, Readiness readiness)
    {
        byte* registration = stackalloc byte[s_layout.Size];
        *(uint*)registration = (uint)readiness | EpollLayout.EdgeTriggered;
        Marshal.WriteInt64((nint)(registration + s_layout.Data), (long)data);
        Check(EpollControl(_epoll, EpollLayout.Add, descriptor, registration));
    }

    private static void Check(int result)
    {
        if (result < 0)
        {
            throw new Win32Exception();
        }
    }

    private static SafeFileHandle Owned(int descriptor)
    {
        Check(descriptor);
        return new SafeFileHandle(descriptor, ownsHandle: true);
    }

    [LibraryImport("libc", EntryPoint = "epoll_create1", SetLastError = true)]
    private static partial int EpollCreate(int flags);

    [LibraryImport("libc", EntryPoint = "epoll_ctl", SetLastError = true)]
    private static partial int EpollControl(SafeFileHandle epoll, int operation, SafeHandle descriptor, byte* registration);

    [LibraryImport("libc", EntryPoint = "epoll_wait", SetLastError = true)]
    private static partial int EpollWait(SafeFileHandle epoll, byte* events, int most, int milliseconds);

    [LibraryImport("libc", EntryPoint = "eventfd", SetLastError = true)]
    private static partial int EventFd(uint initial, int flags);

    [LibraryImport("libc", EntryPoint = "read", SetLastError = true)]
    private static partial nint Read(SafeFileHandle descriptor, void* buffer, nuint count);

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    private static partial nint Write(SafeFileHandle descriptor, void* buffer, nuint count);
}
