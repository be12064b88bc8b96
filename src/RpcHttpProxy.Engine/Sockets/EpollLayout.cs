using System.Runtime.InteropServices;

namespace RpcHttpProxy.Engine.Sockets;

/// <summary>
/// Where the fields of struct epoll_event are: it is packed on x64 and aligned elsewhere. All else that the C library is told is the same on
/// both. <c>EpollLayoutTests</c> asks a C compiler.
/// </summary>
/// <param name="Size">Bytes of one.</param>
/// <param name="Data">Where the data begins; the events are at 0.</param>
internal readonly record struct EpollLayout(int Size, int Data)
{
    public const int CloseOnExec = 0x80000;         // EPOLL_CLOEXEC, EFD_CLOEXEC
    public const int NonBlocking = 0x800;           // EFD_NONBLOCK
    public const int Add = 1;                       // EPOLL_CTL_ADD
    public const int Delete = 2;                    // EPOLL_CTL_DEL
    public const uint EdgeTriggered = 1u << 31;     // EPOLLET

    /// <summary>That of a processor.</summary>
    public static EpollLayout Of(Architecture processor) => processor == Architecture.X64 ? new(12, 4) : new(16, 8);
}
