using RpcHttpProxy.Core;
using RpcHttpProxy.Protocol;

namespace RpcHttpProxy.Transport.Sessions;

/// <summary>A virtual connection in one role, as seen from outside.</summary>
public interface ISession
{
    /// <summary>The virtual connection cookie.</summary>
    RtsCookie Cookie { get; }

    /// <summary>Why it ended; null while it lives.</summary>
    CloseReason? Reason { get; }

    /// <summary>The reason in a sentence; empty while it lives.</summary>
    string Detail { get; }

    /// <summary>Completes when the connection has ended. Never faults.</summary>
    Task Ended { get; }

    /// <summary>Ends the connection in order.</summary>
    void Close(CloseReason reason, string detail);
}
