using System.IO.Pipelines;
using System.Net;
using Microsoft.AspNetCore.Connections;
using RpcHttpProxy.Edge.Limits;
using RpcHttpProxy.Hosting.Limits;
using RpcHttpProxy.Transport.Sockets;

namespace RpcHttpProxy.Hosting.Tls;

/// <summary>Notes connections that come to nothing before HTTP: Kestrel tells of them at Debug only, and without the peer.</summary>
internal sealed class HandshakeRejections(RejectionLog rejections, LimitCounters limits, TimeSpan timeout, TimeProvider time)
{
    /* RFC 8446, 5.1: ContentType handshake, with which each TLS connection begins. */
    private const byte Handshake = 22;

    private static readonly object s_isDone = new();

    /// <summary>The step before TLS.</summary>
    public async Task ServeAsync(ConnectionContext connection, ConnectionDelegate next)
    {
        string peer = PeerName.Of(connection.RemoteEndPoint as IPEndPoint);
        if (await FirstByteAsync(connection) is not { } first)
        {
            return; // one that only looks whether we listen is no fault
        }

        if (first != Handshake)
        {
            rejections.Note(Rejection.PlainHttpOnTls, peer, "it doesn't begin with a TLS handshake; does it use http:// where https:// is served?");
        }

        await next(connection);
        if (first == Handshake && !connection.Items.ContainsKey(s_isDone))
        {
            rejections.Note(
                Rejection.TlsHandshake, peer, "the TLS handshake failed: no common version or cipher, a certificate that the client doesn't accept, or no answer in time");
        }
    }

    /// <summary>The step behind TLS.</summary>
    public static Task CompleteAsync(ConnectionContext connection, ConnectionDelegate next)
    {
        connection.Items[s_isDone] = null;
        return next(connection);
    }

    /// <summary>The connection's first byte, which stays where it is; null when none came.</summary>
    private async Task<byte?> FirstByteAsync(ConnectionContext connection)
    {
        using var deadline = new PreambleDeadline(connection, timeout, time);
        PipeReader input = connection.Transport.Input;
        try
        {
            ReadResult read = await input.ReadAsync(deadline.Token);
            byte? first = read.Buffer.IsEmpty ? null : read.Buffer.FirstSpan[0];
            input.AdvanceTo(read.Buffer.Start);
            return first;
        }
        catch (OperationCanceledException)
        {
            if (deadline.IsOver)
            {
                limits.Count(Limit.HandshakeTimeout);
            }

            return null;
        }
        catch (Exception e) when (e is IOException or ConnectionAbortedException)
        {
            return null; // reset
        }
    }
}
