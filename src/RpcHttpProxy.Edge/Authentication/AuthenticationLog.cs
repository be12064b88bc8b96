using Microsoft.Extensions.Logging;
using RpcHttpProxy.Edge.Logging;

namespace RpcHttpProxy.Edge.Authentication;

/// <summary>
/// What strangers can have logged as often as they like, without taking a turn: of each kind a few lines in ten seconds, and how many were kept back. What
/// counts as a failed attempt is slowed down by <see cref="LoginThrottle"/>, and logged each time.
/// </summary>
internal sealed class AuthenticationLog(TimeProvider time, ILogger logger)
{
    private readonly LogThrottle _uncounted = new(time, LogThrottle.LinesOfAKind);
    private readonly LogThrottle _throttled = new(time, LogThrottle.LinesOfAKind);
    private readonly LogThrottle _certificates = new(time, LogThrottle.LinesOfAKind);
    private readonly LogThrottle _mechanisms = new(time, LogThrottle.LinesOfAKind);
    private readonly LogThrottle _legs = new(time, LogThrottle.LinesOfAKind);
    private readonly LogThrottle _undecodable = new(time, LogThrottle.LinesOfAKind);

    /// <summary>A wrong password, or a proof that wasn't one; where it didn't count as an attempt, a few lines of them.</summary>
    public void Failed(string peer, string scheme, string name, bool isCounted)
    {
        if (isCounted || _uncounted.TryPass(out _))
        {
            Log.AuthenticationFailed(logger, peer, scheme, name);
        }
    }

    /// <summary>An attempt that wasn't looked at.</summary>
    public void Throttled(string peer, string scheme, int? seconds)
    {
        if (_throttled.TryPass(out long keptBack))
        {
            Log.AuthenticationThrottled(logger, peer, scheme, seconds, keptBack);
        }
    }

    /// <summary>A client certificate that isn't accepted.</summary>
    public void CertificateRefused(string peer, string fault)
    {
        if (_certificates.TryPass(out long keptBack))
        {
            Log.CertificateRefused(logger, peer, fault, keptBack);
        }
    }

    /// <summary>NTLM where only Kerberos is taken.</summary>
    public void MechanismRefused(string peer, string scheme)
    {
        if (_mechanisms.TryPass(out long keptBack))
        {
            Log.MechanismRefused(logger, peer, scheme, keptBack);
        }
    }

    /// <summary>A second message where the first one did not come.</summary>
    public void LegElsewhere(string peer, string scheme)
    {
        if (_legs.TryPass(out long keptBack))
        {
            Log.LegElsewhere(logger, peer, scheme, keptBack);
        }
    }

    /// <summary>Credentials that can't be read.</summary>
    public void Undecodable(string peer, string scheme)
    {
        if (_undecodable.TryPass(out long keptBack))
        {
            Log.AuthenticationUndecodable(logger, peer, scheme, keptBack);
        }
    }
}
