using System.Net;

namespace RpcHttpProxy.Edge.Limits;

/// <summary>Decides whether a connection that was accepted is served.</summary>
internal interface IConnectionLimit
{
    /// <summary>How many connections there may be.</summary>
    int Max { get; }

    /// <summary>False when it is to be closed at once, else it counts until <see cref="Disconnect"/>.</summary>
    bool TryConnect(IPAddress? address);

    /// <summary>The connection is closed.</summary>
    void Disconnect(IPAddress? address);
}
