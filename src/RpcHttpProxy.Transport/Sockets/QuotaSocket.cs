using System.Net;
using System.Net.Sockets;

namespace RpcHttpProxy.Transport.Sockets;

/// <summary>A TCP socket that gives its slot back when it is closed.</summary>
internal sealed class QuotaSocket : Socket
{
    private SocketQuota? _quota;

    /// <summary>Opens a socket for a slot that was taken, and that stays the caller's when this throws.</summary>
    public QuotaSocket(AddressFamily family, SocketQuota quota)
        : base(family, SocketType.Stream, ProtocolType.Tcp) => _quota = quota;

    /// <summary>Where it is connected to, where the runtime doesn't know it.</summary>
    public IPEndPoint? Peer { get; set; }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        Interlocked.Exchange(ref _quota, null)?.Return();
    }
}
