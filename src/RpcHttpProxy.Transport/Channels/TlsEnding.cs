using System.IO.Pipelines;
using System.Net.Security;
using System.Security.Cryptography;

namespace RpcHttpProxy.Transport.Channels;

/// <summary>
/// The end of a connection over TLS: close_notify behind the last byte (RFC 8446, 6.1), so that the client can tell an end from a cut,
/// then FIN. The steps are taken one after another, never at once, as writing is.
/// </summary>
/// <param name="stream">Kestrel's.</param>
/// <param name="wire">What is below TLS; null when it was not kept.</param>
/// <param name="closed">Cancelled when the client has closed the connection, or only its half.</param>
internal sealed class TlsEnding(SslStream stream, PipeWriter? wire, CancellationToken closed)
{
    private bool _isNotified;

    /// <summary>Whether what is written goes nowhere: TLS swallows it without a word when the connection below has ended.</summary>
    public async ValueTask<bool> IsPeerClosedAsync() =>
        wire is null ? closed.IsCancellationRequested : (await wire.FlushAsync()).IsCompleted;

    /// <summary>Sends close_notify; the client may go on. Never throws.</summary>
    public async ValueTask NotifyAsync()
    {
        if (_isNotified)
        {
            return;
        }

        _isNotified = true;
        try
        {
            await stream.ShutdownExclusivelyAsync();
        }
        catch (Exception e) when (e is IOException or InvalidOperationException or NotSupportedException or OperationCanceledException or CryptographicException)
        {
            // The client is gone, a write to one that doesn't read is pending, or half of a handshake message has come (OpenSSL: shutdown while in init).
        }
    }

    /// <summary>Sends close_notify, then FIN. Never throws.</summary>
    public async ValueTask FinishAsync()
    {
        await NotifyAsync();
        if (wire is not null)
        {
            await wire.CompleteAsync();
        }
    }
}
