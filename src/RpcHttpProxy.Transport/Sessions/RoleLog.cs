using Microsoft.Extensions.Logging;
using RpcHttpProxy.Core;
using RpcHttpProxy.Protocol;

namespace RpcHttpProxy.Transport.Sessions;

/// <summary>
/// A role's lines that its peers cause, whoever they are: of each kind and reason a few in ten seconds, and how many were kept back. Counters tell all of them.
/// </summary>
internal sealed class RoleLog(RoleName role, ILogger logger, TimeProvider time)
{
    private readonly LogThrottle[] _refused = LogThrottle.ForEach<CloseReason>(time);
    private readonly LogThrottle[] _ended = LogThrottle.ForEach<CloseReason>(time);
    private readonly LogThrottle _flowControl = new(time, LogThrottle.LinesOfAKind);
    private readonly LogThrottle _faults = new(time, LogThrottle.LinesOfAKind);

    /// <summary>A channel that never became part of a virtual connection.</summary>
    public void ChannelRefused(string peer, CloseReason reason, string detail)
    {
        if (_refused[(int)reason].TryPass(peer, out KeptBack keptBack))
        {
            Log.ChannelRefused(logger, role, peer, reason, detail, keptBack);
        }
    }

    /// <summary>A virtual connection that did not end in order.</summary>
    public void EndedByError(RtsCookie cookie, CloseReason reason, string detail)
    {
        if (_ended[(int)reason].TryPass(out KeptBack keptBack))
        {
            Log.EndedByError(logger, role, cookie, reason, detail, keptBack);
        }
    }

    /// <summary>A peer that never acknowledges.</summary>
    public void FlowControlDisabled(RtsCookie cookie, string channel)
    {
        if (_flowControl.TryPass(out KeptBack keptBack))
        {
            Log.FlowControlDisabled(logger, role, cookie.ToShortString(), channel, keptBack);
        }
    }

    /// <summary>An internal error, which a peer may have found how to repeat.</summary>
    public void Fault(Exception fault, RtsCookie? cookie)
    {
        if (_faults.TryPass(out KeptBack keptBack))
        {
            Log.Fault(logger, fault, role, cookie, keptBack);
        }
    }
}
