using RpcHttpProxy.Core;
using RpcHttpProxy.Core.VirtualConnections;
using RpcHttpProxy.Protocol;
using RpcHttpProxy.Transport.Channels;

namespace RpcHttpProxy.Transport.Sessions;

/// <content>Incoming channels find their connection, or make it.</content>
public sealed partial class RoleHost
{
    // [rpch 3.2.5.5.5/4-6] an unknown cookie: the incoming channel alone is ended
    /// <summary>
    /// Finds or makes the session that a channel's first PDU names, and takes the channel in; in a turn of the cookie's owner. Null when it was
    /// taken in.
    /// </summary>
    internal CloseReason? Admit(ChannelLink link, RtsPdu first, Admission admission)
    {
        if (RefusesNew(admission, link.Grant) is { } reason)
        {
            return reason;
        }

        if (Find(admission) is not { } session)
        {
            return CloseReason.CookieUnknown;
        }

        if (admission.Kind == AdmissionKind.New && !Table.TryAdd(admission.Cookie, session))
        {
            return CloseReason.CookieTaken;
        }

        CloseReason? refusal = session.Join(link, first);
        if (_isStopping)
        {
            session.Close(CloseReason.Shutdown, s_shutdown.Detail);
        }

        return refusal;
    }

    /// <summary>Why no connection may begin here now, if the admission would begin one; null when it may, or joins.</summary>
    private CloseReason? RefusesNew(Admission admission, ServerGrant? grant)
    {
        bool isNew = admission.Kind == AdmissionKind.New || (admission.Kind == AdmissionKind.NewOrJoin && !Table.TryGet(admission.Cookie, out _));
        if (!isNew || _isDraining)
        {
            return isNew ? CloseReason.Shutdown : null;
        }

        IReadOnlyList<string> client = ClientNames.Of(grant);
        return Options.Budget?.IsExceeded(client) == true ? CloseReason.BuffersFull
            : HalfOpen.IsFullFor(client) ? CloseReason.TooManyHalfOpen
            : null;
    }

    /// <summary>The session an admission is about: a new one, the one that has the row, or either; null when there is none to join.</summary>
    private RpcSession? Find(Admission admission) => admission.Kind switch
    {
        AdmissionKind.New => new RpcSession(this, Role.Create(admission.Cookie)),
        AdmissionKind.NewOrJoin => Table.GetOrAdd(admission.Cookie, cookie => new RpcSession(this, Role.Create(cookie))),
        _ => Table.TryGet(admission.Cookie, out RpcSession? session) ? session : null,
    };
}
