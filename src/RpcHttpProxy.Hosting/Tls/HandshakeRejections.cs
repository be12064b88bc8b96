using System.IO.Pipelines;
using System.Net;
using Microsoft.AspNetCore.Connections;
using RpcHttpProxy.Edge.Limits;
using RpcHttpProxy.Hosting.Limits;
using RpcHttpProxy.Transport.Sockets;

namespace RpcHttpProxy.Hosting.Tls;

/// <summary>
/// Notes connections that come to nothing before HTTP: Kestrel tells of them at Debug only, and without the peer. Ends those that take too long for it, by one
/// deadline from the PROXY protocol's header to the end of the handshake.
/// </summary>
internal sealed class HandshakeRejections(RejectionLog rejections, LimitCounters limits, TimeSpan timeout, TimeProvider time)
{
    /* RFC 8446, 5.1: ContentType handshake, with which each TLS connection begins. */
    private const byte Handshake = 22;

    private static readonly object s_deadline = new();

    /// <summary>The step before TLS.</summary>
    public async Task ServeAsync(ConnectionContext connection, ConnectionDelegate next)
    {
        string peer = PeerName.Of(connection.RemoteEndPoint as IPEndPoint);
        using var deadline = new PreambleDeadline(connection, timeout, time);
        if (await FirstByteAsync(connection, deadline) is not { } first)
        {
            return; // one that only looks whether we listen is no fault
        }

        if (first != Handshake)
        {
            rejections.Note(Rejection.PlainHttpOnTls, peer, "it doesn't begin with a TLS handshake; does it use http:// where https:// is served?");
        }

        connection.Items[s_deadline] = deadline;
        deadline.WhenOver(() =>
        {
            limits.Count(Limit.HandshakeTimeout);
            connection.Abort(new ConnectionAbortedException("The TLS handshake took too long."));
        });
        await next(connection);
        if (first == Handshake && connection.Items.ContainsKey(s_deadline))
        {
            rejections.Note(
                Rejection.TlsHandshake, peer, "the TLS handshake failed: no common version or cipher, a certificate that the client doesn't accept, or no answer in time");
        }
    }

    /// <summary>The step behind TLS.</summary>
    public static Task CompleteAsync(ConnectionContext connection, ConnectionDelegate next)
    {
        if (connection.Items.Remove(s_deadline, out object? deadline))
        {
            ((PreambleDeadline)deadline!).Dispose();
        }

        return next(connection);
    }

    /// <summary>The connection's first byte, which stays where it is; null when none came.</summary>
    private async Task<byte?> FirstByteAsync(ConnectionContext connection, PreambleDeadline deadline)
    {
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
