using System.Buffers;
using System.IO.Pipelines;
using System.Net;
using Microsoft.AspNetCore.Connections;
using RpcHttpProxy.Edge.Limits;
using RpcHttpProxy.Hosting.Limits;
using RpcHttpProxy.Protocol;
using RpcHttpProxy.Transport.Sockets;

namespace RpcHttpProxy.Hosting.FrontEnds;

/// <summary>
/// Takes the PROXY protocol's header off each connection of a listener, before TLS and HTTP: behind it the connection's ends are the client's
/// and what that connected to. The header must come, whole and in time, and from a front end that is trusted: anybody else could say whom he likes.
/// </summary>
internal sealed class ProxyProtocolListener(
    ProxyProtocolVersion version, TrustedProxies trusted, ClientLimits limits, RejectionLog rejections, TimeSpan timeout, TimeProvider time)
{
    /// <summary>Reads the header, and goes on; or rejects the connection, which Kestrel then closes.</summary>
    public async Task ServeAsync(ConnectionContext connection, ConnectionDelegate next)
    {
        if (await ReadAsync(connection) is not { } header)
        {
            connection.Abort();
            return;
        }

        if (header.Source is not { } client)
        {
            connection.Features.Set(header); // what follows may be anybody's: it names no client of its own
            await next(connection);
            return;
        }

        // The front end's connection counts already; of its address there may be any number.
        if (!limits.TryConnectClient(client))
        {
            connection.Abort();
            return;
        }

        try
        {
            connection.RemoteEndPoint = client;
            connection.LocalEndPoint = header.Destination;
            await next(connection);
        }
        finally
        {
            limits.DisconnectClient(client.Address);
        }
    }

    /// <summary>The header; null, and a line in the log, when the connection is to be closed.</summary>
    private async Task<ProxyHeader?> ReadAsync(ConnectionContext connection)
    {
        var peer = connection.RemoteEndPoint as IPEndPoint;
        if (peer is null || !trusted.Contains(peer.Address))
        {
            return Reject(peer, "the listener takes the PROXY protocol, and this peer isn't in Proxy:TrustedProxies");
        }

        using var deadline = new PreambleDeadline(connection, timeout, time);
        PipeReader input = connection.Transport.Input;
        try
        {
            while (true)
            {
                ReadResult read = await input.ReadAsync(deadline.Token);
                ReadOnlySequence<byte> buffer = read.Buffer;
                switch (ProxyHeaderReader.TryRead(version, ref buffer, out ProxyHeader header))
                {
                    case FrameResult.Complete:
                        input.AdvanceTo(buffer.Start);
                        return header;
                    case FrameResult.Invalid:
                        input.AdvanceTo(buffer.End);
                        return Reject(peer, $"it doesn't begin with a header of the PROXY protocol, version {(version == ProxyProtocolVersion.V1 ? 1 : 2)}: have the front end send it, or take ?proxy= off the listener");
                    default:
                        input.AdvanceTo(buffer.Start, buffer.End);
                        break;
                }

                if (read.IsCompleted)
                {
                    return read.Buffer.IsEmpty ? null : Reject(peer, "it ended within its PROXY protocol header"); // one that only looks whether we listen is no fault
                }
            }
        }
        catch (OperationCanceledException)
        {
            return deadline.IsOver ? Reject(peer, "its PROXY protocol header didn't come in time") : null;
        }
        catch (Exception e) when (e is IOException or ConnectionAbortedException)
        {
            return null; // reset
        }
    }

    private ProxyHeader? Reject(IPEndPoint? peer, string why)
    {
        rejections.Note(Rejection.ProxyHeader, PeerName.Of(peer), why);
        return null;
    }
}
