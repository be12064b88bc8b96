using Microsoft.Extensions.Logging;
using RpcHttpProxy.Transport;

namespace RpcHttpProxy.Edge.Authentication;

/// <summary>
/// What strangers can have logged as often as they like: of each kind a few lines in ten seconds, and how many were kept back. What counts as a failed
/// attempt is a kind of its own: <see cref="LoginThrottle"/> slows it down, and what is not counted must not hide it.
/// </summary>
internal sealed class AuthenticationLog(TimeProvider time, ILogger logger)
{
    private readonly LogThrottle _counted = new(time, LogThrottle.LinesOfAKind);
    private readonly LogThrottle _uncounted = new(time, LogThrottle.LinesOfAKind);
    private readonly LogThrottle _throttled = new(time, LogThrottle.LinesOfAKind);
    private readonly LogThrottle _certificates = new(time, LogThrottle.LinesOfAKind);
    private readonly LogThrottle _mechanisms = new(time, LogThrottle.LinesOfAKind);
    private readonly LogThrottle _legs = new(time, LogThrottle.LinesOfAKind);
    private readonly LogThrottle _unbound = new(time, LogThrottle.LinesOfAKind);
    private readonly LogThrottle _undecodable = new(time, LogThrottle.LinesOfAKind);
    private readonly LogThrottle _unqualified = new(time, LogThrottle.LinesOfAKind);
    private readonly LogThrottle _gssFaults = new(time, LogThrottle.LinesOfAKind);
    private readonly LogThrottle _storeFaults = new(time, LogThrottle.LinesOfAKind);

    /// <summary>A wrong password, or a proof that wasn't one.</summary>
    public void Failed(string peer, string scheme, string name, bool isCounted)
    {
        if ((isCounted ? _counted : _uncounted).TryPass(peer, out KeptBack keptBack))
        {
            Log.AuthenticationFailed(logger, peer, scheme, name, keptBack);
        }
    }

    /// <summary>An attempt that wasn't looked at.</summary>
    public void Throttled(string peer, string scheme, int? seconds)
    {
        if (_throttled.TryPass(peer, out KeptBack keptBack))
        {
            Log.AuthenticationThrottled(logger, peer, scheme, seconds, keptBack);
        }
    }

    /// <summary>A client certificate that isn't accepted.</summary>
    public void CertificateRefused(string peer, string fault)
    {
        if (_certificates.TryPass(peer, out KeptBack keptBack))
        {
            Log.CertificateRefused(logger, peer, fault, keptBack);
        }
    }

    /// <summary>NTLM where only Kerberos is taken.</summary>
    public void MechanismRefused(string peer, string scheme)
    {
        if (_mechanisms.TryPass(peer, out KeptBack keptBack))
        {
            Log.MechanismRefused(logger, peer, scheme, keptBack);
        }
    }

    /// <summary>Who was right, but not on this TLS connection. False when it was kept back.</summary>
    public bool Unbound(string peer, string scheme, string name, BindingFault fault)
    {
        bool isTold = _unbound.TryPass(peer, out KeptBack keptBack);
        if (isTold)
        {
            Log.ChannelBindingRefused(logger, peer, scheme, name, Sentence(fault), keptBack);
        }

        return isTold;
    }

    /// <summary>A second message where the first one did not come.</summary>
    public void LegElsewhere(string peer, string scheme)
    {
        if (_legs.TryPass(peer, out KeptBack keptBack))
        {
            Log.LegElsewhere(logger, peer, scheme, keptBack);
        }
    }

    /// <summary>Credentials that can't be read.</summary>
    public void Undecodable(string peer, string scheme)
    {
        if (_undecodable.TryPass(peer, out KeptBack keptBack))
        {
            Log.AuthenticationUndecodable(logger, peer, scheme, keptBack);
        }
    }

    /// <summary>A name that says nobody's authority.</summary>
    public void NameUnqualified(string peer, string scheme)
    {
        if (_unqualified.TryPass(peer, out KeptBack keptBack))
        {
            Log.NameUnqualified(logger, peer, scheme, keptBack);
        }
    }

    /// <summary>The system's GSSAPI failed, at what a client sent or by itself.</summary>
    public void GssFailed(string scheme, Exception fault)
    {
        if (_gssFaults.TryPass(out KeptBack keptBack))
        {
            Log.GssFailed(logger, scheme, fault.GetType().Name, fault.Message, keptBack);
        }
    }

    /// <summary>The store of users failed.</summary>
    public void UserStoreFailed(Exception fault)
    {
        Exception stores = fault is UserStoreException { InnerException: { } inner } ? inner : fault;
        if (_storeFaults.TryPass(out KeptBack keptBack))
        {
            Log.UserStoreFailed(logger, stores.GetType().Name, stores.Message, keptBack);
        }
    }

    /// <summary>What is wrong, for the log.</summary>
    public static string Sentence(BindingFault fault) => fault switch
    {
        BindingFault.OtherChannel => "its channel binding names another certificate: it was relayed, or its TLS was ended on the way",
        BindingFault.NotOffered => "it names no channel binding, and one is required",
        _ => "a channel binding is required, and this proxy does not end the TLS of this connection",
    };
}
