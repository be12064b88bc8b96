using System.Net.Sockets;

namespace RpcHttpProxy.Hosting;

/// <summary>An address couldn't be had. Says which and what to do about it: the system says only why.</summary>
internal sealed class ListenException : IOException
{
    /// <param name="where">The address, or several of which it is one.</param>
    /// <param name="exception">What <see cref="IsReason"/>.</param>
    public ListenException(string where, Exception exception)
        : base($"can't listen at {where}: {Why(exception.GetBaseException())}", exception)
    {
    }

    /// <summary>True for what a server throws that doesn't get its address, and that says no more than the system did.</summary>
    public static bool IsReason(Exception exception) => exception is not ListenException && exception.GetBaseException() is SocketException;

    private static string Why(Exception exception) => (exception as SocketException)?.SocketErrorCode switch
    {
        SocketError.AddressAlreadyInUse => "another program listens there already",
        SocketError.AddressNotAvailable => "this machine has no such address",
        SocketError.AccessDenied => "not permitted; a port below 1024 needs root or CAP_NET_BIND_SERVICE",
        _ => exception.Message,
    };
}
