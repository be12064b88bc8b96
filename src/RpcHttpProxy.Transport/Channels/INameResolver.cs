using System.Net;

namespace RpcHttpProxy.Transport.Channels;

/// <summary>Finds the addresses of names. Asked on the thread that carries a channel, it must not block: what takes its time goes on elsewhere.</summary>
public interface INameResolver
{
    /// <summary>The addresses of <paramref name="host"/>, in the order to try them, at least one. Throws a SocketException when it has none.</summary>
    Task<IReadOnlyList<IPAddress>> ResolveAsync(string host, CancellationToken cancellation);
}
