using System.IO.Pipelines;
using System.Net.Security;

namespace RpcHttpProxy.Transport.Channels;

/// <summary>
/// Ends what this side says over TLS: close_notify behind the last byte (RFC 8446, 6.1), so that the client can tell an end from a cut,
/// then FIN. The steps are taken one after another, never at once, as writing is.
/// </summary>
internal sealed class TlsEnding(SslStream stream, PipeWriter? wire)
{
    private bool _isNotified;

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
            await stream.ShutdownAsync();
        }
        catch (Exception e) when (e is IOException or InvalidOperationException or OperationCanceledException)
        {
            // The client is gone.
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
