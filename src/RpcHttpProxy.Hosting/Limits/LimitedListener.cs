using System.Net;
using Microsoft.AspNetCore.Connections;
using RpcHttpProxy.Edge.Limits;

namespace RpcHttpProxy.Hosting.Limits;

/// <summary>Closes what it accepts beyond a limit, before TLS and HTTP, and accepts on.</summary>
internal sealed class LimitedListener(IConnectionListener inner, IConnectionLimit limit, TimeSpan closing, TimeProvider time) : IConnectionListener
{
    /// <inheritdoc/>
    public EndPoint EndPoint => inner.EndPoint;

    /// <inheritdoc/>
    public async ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default)
    {
        while (await inner.AcceptAsync(cancellationToken) is { } connection)
        {
            IPAddress? address = (connection.RemoteEndPoint as IPEndPoint)?.Address;
            if (!limit.TryConnect(address))
            {
                connection.Abort(new ConnectionAbortedException("There are too many connections, in all or of its address."));
                await connection.DisposeAsync();
                continue;
            }

            return new LimitedConnection(connection, () => limit.Disconnect(address), closing, time);
        }

        return null;
    }

    /// <inheritdoc/>
    public ValueTask UnbindAsync(CancellationToken cancellationToken = default) => inner.UnbindAsync(cancellationToken);

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => inner.DisposeAsync();
}
