using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using RpcHttpProxy.Transport;

namespace RpcHttpProxy.Hosting.Limits;

/// <summary>Logs accepts that fail: several in a second when descriptors are short, one line of which is enough.</summary>
internal sealed class AcceptFailures(TimeProvider time, ILogger<AcceptFailures> logger)
{
    private readonly LogThrottle _throttle = new(time);

    public void Note(EndPoint listener, SocketException failure)
    {
        if (_throttle.TryPass(out KeptBack keptBack))
        {
            Log.AcceptFailed(logger, listener.ToString() ?? "", failure.Message, keptBack);
        }
    }
}
