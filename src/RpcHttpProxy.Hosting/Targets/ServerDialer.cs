using System.Net;
using System.Net.Sockets;
using RpcHttpProxy.Core;
using RpcHttpProxy.Core.Channels;
using RpcHttpProxy.Core.VirtualConnections;
using RpcHttpProxy.Edge.Targets;
using RpcHttpProxy.Transport.Channels;
using RpcHttpProxy.Transport.Sockets;

namespace RpcHttpProxy.Hosting.Targets;

/// <summary>
/// Opens the proxies' TCP connections to the RPC server that a request was granted (3.2.3.5.3, 3.2.4.5.3): to those of its addresses that
/// the grant allows, and to no other; inside TLS where that is wanted. A successor channel is
/// asked again for the server that its virtual connection goes to. Each decision leaves one audit line.
/// </summary>
/// <param name="plain">Connects to servers that no TLS is spoken to.</param>
/// <param name="audit">Takes each decision.</param>
/// <param name="secure">Connects to the others; null when there are none.</param>
internal sealed class ServerDialer(TcpDialer plain, Audit audit, SecureDialing? secure = null) : IChannelOpener
{
    /// <inheritdoc/>
    public async Task<IChannelTransport> OpenAsync(
        Channel channel, VirtualConnection connection, ServerGrant? grant, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(grant);
        SecureDialing? used = IsEncrypted(grant) ? secure ?? throw new InvalidOperationException("Nobody was told how to speak TLS to servers.") : null;
        using CancellationTokenSource? late = used?.Tls.Begin();
        try
        {
            Socket socket = await (used?.Dialer ?? plain).ConnectAsync(
                grant.Server.Server, grant.Server.Port, RequesterOf(grant), addresses => AddressOrder.Of(connection.Cookie, Allowed(addresses, grant)), cancellation);
            var address = TcpDialer.PeerOf(socket)!;
            if (grant.Revoked(address.Address) is { } why) // since the request was decided on
            {
                socket.Dispose();
                throw new ChannelOpenException(CloseReason.TargetDenied, why);
            }

            IChannelTransport bytes = used is null
                ? new TcpChannel(socket, mayBeginWithLegacyResponse: true)
                : await used.Tls.SecureAsync(socket, grant.Server, late!, cancellation);
            if (used is not null && grant.Revoked(address.Address) is { } taken) // meanwhile; a row of the table tells of what is taken away from now on
            {
                bytes.Abort();
                throw new ChannelOpenException(CloseReason.TargetDenied, taken);
            }

            audit.Reached(connection.Role, connection.Cookie, grant, address);
            return bytes;
        }
        catch (ChannelOpenException e)
        {
            audit.NotReached(connection.Role, connection.Cookie, grant, e);
            throw;
        }
    }

    /// <inheritdoc/>
    public CloseReason? RefusesSuccessor(VirtualConnection connection, ServerGrant current, ServerGrant asked, IPEndPoint? server)
    {
        string? why = !asked.Server.IsSameServer(current.Server) ? $"its connection goes to {current.Server}"
            : IsEncrypted(asked) && !IsEncrypted(current) ? $"its connection to {current.Server} is not encrypted"
            : server is not null && asked.Refuses(server.Address) is { } refusal ? $"its connection goes to {server.Address} ({refusal})"
            : null;
        if (why is null)
        {
            audit.Succeeded(connection.Role, connection.Cookie, asked, server);
            return null;
        }

        audit.SuccessorRefused(connection.Role, connection.Cookie, asked, CloseReason.TargetDenied, why);
        return CloseReason.TargetDenied;
    }

    /// <inheritdoc/>
    public string? Revokes(VirtualConnection connection, ServerGrant grant, IPEndPoint? server)
    {
        string? why = grant.Revoked(server?.Address);
        if (why is not null)
        {
            audit.Revoked(connection.Role, connection.Cookie, grant, why);
        }

        return why;
    }

    private bool IsEncrypted(ServerGrant grant) => grant.IsEncrypted ?? secure is { IsDefault: true };

    /// <summary>Whose share of the name look-ups it takes: the principal's or, where there is none, the client address's.</summary>
    private static string RequesterOf(ServerGrant grant) =>
        grant.Principal != ServerGrant.Anonymous || grant.ClientAddress is null ? grant.Principal : $"address:{AddressKey.Of(grant.ClientAddress)}";

    private static List<IPAddress> Allowed(IReadOnlyList<IPAddress> addresses, ServerGrant grant)
    {
        List<IPAddress> allowed = [];
        List<string> refused = [];
        foreach (IPAddress address in addresses.Select(PeerName.Plain))
        {
            if (grant.Refuses(address) is { } why)
            {
                refused.Add($"{address} ({why})");
            }
            else
            {
                allowed.Add(address);
            }
        }

        return allowed.Count > 0
            ? allowed
            : throw new ChannelOpenException(
                CloseReason.TargetDenied, $"{grant.Server} has no address that is allowed: {string.Join(", ", refused)}");
    }
}
