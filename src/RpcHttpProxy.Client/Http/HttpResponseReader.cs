using System.IO.Pipelines;
using RpcHttpProxy.Core;
using RpcHttpProxy.Transport.Channels;

namespace RpcHttpProxy.Client.Http;

/// <summary>Reads responses off a connection; what the peer does wrong comes back as a <see cref="ChannelEnd"/>.</summary>
internal sealed class HttpResponseReader(PipeReader input, string peer)
{
    // RFC 9110 15.2 sets no bound to interim responses; one 100 Continue is usual, and an endless row of them is no answer.
    private const int MaxInterimResponses = 8;

    /// <summary>
    /// Reads the next response head that isn't an interim one. Never throws for the peer's sake: the second part tells why there is none.
    /// </summary>
    public async ValueTask<(HttpResponseHead? Head, ChannelEnd? End)> ReadHeadAsync(CancellationToken cancellation)
    {
        int interim = 0;
        while (true)
        {
            try
            {
                ReadResult result = await input.ReadAsync(cancellation);
                var buffer = result.Buffer;
                bool isThere = HttpResponseHeadParser.TryRead(ref buffer, out HttpResponseHead? head, out string? fault);
                input.AdvanceTo(buffer.Start, isThere ? buffer.Start : buffer.End);

                if (fault is not null)
                {
                    return (null, new ChannelEnd(CloseReason.RequestRefused, $"{peer} answered with what can't be read: {fault}"));
                }

                if (head is { IsInterim: false })
                {
                    return (head, null);
                }

                if (isThere && ++interim > MaxInterimResponses)
                {
                    return (null, new ChannelEnd(
                        CloseReason.RequestRefused, $"{peer} answered with more than {MaxInterimResponses} interim responses"));
                }

                if (!isThere && result.IsCompleted)
                {
                    return (null, buffer.IsEmpty
                        ? new ChannelEnd(null, $"{peer} closed the connection without an answer")
                        : new ChannelEnd(CloseReason.ConnectionError, $"{peer} closed the connection in the middle of a response head"));
                }
            }
            catch (Exception exception) when (exception is IOException or ObjectDisposedException)
            {
                return (null, new ChannelEnd(CloseReason.ConnectionError, $"the connection to {peer} broke: {exception.Message}"));
            }
        }
    }

    /// <summary>
    /// Reads over a response's body, so that the next response can follow. False when it can't: the body has no length that can be
    /// known, is longer than anybody needs, or doesn't come.
    /// </summary>
    public async ValueTask<bool> TrySkipBodyAsync(HttpResponseHead head, long maxLength, CancellationToken cancellation)
    {
        if (head.HasTransferEncoding || head.ContentLength is not { } remaining || remaining > maxLength)
        {
            return false;
        }

        try
        {
            while (remaining > 0)
            {
                ReadResult result = await input.ReadAsync(cancellation);
                long taken = Math.Min(remaining, result.Buffer.Length);
                input.AdvanceTo(result.Buffer.GetPosition(taken));
                remaining -= taken;
                if (remaining > 0 && result.IsCompleted)
                {
                    return false;
                }
            }

            return true;
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException)
        {
            return false;
        }
    }
}
