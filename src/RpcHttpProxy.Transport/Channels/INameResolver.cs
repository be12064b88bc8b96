using System.Net;

namespace RpcHttpProxy.Transport.Channels;

/// <summary>Finds the addresses of names. Asked on the thread that carries a channel, it must not block: what takes its time goes on elsewhere.</summary>
public interface INameResolver
{
    /// <summary>
    /// The addresses of <paramref name="host"/>, in the order to try them, at least one. Throws a SocketException when it has none, and a
    /// <see cref="ChannelOpenException"/> when too much is being looked up already. Cancelled, it completes at once, whatever the look-up does.
    /// </summary>
    /// <param name="host">The name.</param>
    /// <param name="requester">For whom: each has his share of the look-ups.</param>
    /// <param name="cancellation">Ends the waiting.</param>
    Task<IReadOnlyList<IPAddress>> ResolveAsync(string host, string requester, CancellationToken cancellation);
}
