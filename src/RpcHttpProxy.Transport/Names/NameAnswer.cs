using System.Net;
using System.Net.Sockets;

namespace RpcHttpProxy.Transport.Names;

/// <summary>What came of a look-up: addresses, at least one, or why there is none.</summary>
/// <param name="Addresses">In the order to try them; empty when it failed.</param>
/// <param name="Error">Success with addresses.</param>
/// <param name="Message">The failure in words.</param>
internal readonly record struct NameAnswer(IReadOnlyList<IPAddress> Addresses, SocketError Error = SocketError.Success, string Message = "")
{
    public bool IsFailure => Error != SocketError.Success;

    public static NameAnswer Failure(SocketError error, string message) => new([], error, message);
}
