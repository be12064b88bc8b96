using System.Net;

namespace RpcHttpProxy.Edge.Limits;

/// <summary>What a channel takes of its client's share: disposing of it, once or more often, gives it back.</summary>
internal sealed class ChannelShare(ClientLimits limits, string principal, IPAddress? address) : IDisposable
{
    private int _isReturned;

    /// <inheritdoc/>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _isReturned, 1) == 0)
        {
            limits.Close(principal, address);
        }
    }
}
