using System.Net;
using Microsoft.Extensions.Logging;
using RpcHttpProxy.Transport.Sockets;

namespace RpcHttpProxy.Edge.Authentication;

/// <summary>
/// Warns once of each front end through which clients use NTLM or Negotiate and which isn't trusted: who they are holds for one request there.
/// </summary>
internal sealed class UntrustedFrontEnds(ILogger<UntrustedFrontEnds> logger)
{
    /* Ours: anyone can send a header that says forwarded, from any address. */
    private const int MaxWarnings = 256;

    private readonly HashSet<IPAddress> _warned = [];
    private readonly Lock _lock = new();

    /// <summary>A forwarded request came; a warning, if its front end isn't trusted and wasn't warned of.</summary>
    public void Warn(EdgeRequest request)
    {
        if (ForwardedRequest.HasClientAddress(request) || request.PeerAddress is not { } address)
        {
            return;
        }

        IPAddress key = AddressKey.Of(address);
        lock (_lock)
        {
            if (_warned.Count >= MaxWarnings || !_warned.Add(key))
            {
                return;
            }
        }

        Log.UntrustedFrontEnd(logger, PeerName.Plain(address).ToString());
    }
}
