using System.Security.Claims;
using RpcHttpProxy.Edge.Gss;

namespace RpcHttpProxy.Edge;

/// <summary>
/// What a TCP connection knows of who is at its other end: NTLM is said in several requests, and holds for the rest of the connection
/// ([MS-NTHT] 1.7). Over a connection that a front end shares among clients it holds for one request. Used by one request at a time, as HTTP/1.x has it.
/// </summary>
internal sealed class ConnectionIdentity : IDisposable
{
    private GssContext? _pending;
    private string? _scheme;
    private bool _isShared;

    /// <summary>Who it is; null while nobody has said.</summary>
    public ClaimsPrincipal? User { get; private set; }

    /// <summary>Whether the NTLM challenge that waits for its answer was for Unicode; null when there is none.</summary>
    public bool? IsUnicode { get; set; }

    /// <summary>Whether that challenge has the client send a key.</summary>
    public bool IsForKey { get; set; }

    /// <summary>What was begun with that scheme and waits for the client's next word; null when nothing does.</summary>
    public GssContext? Pending(string scheme) => _scheme == scheme ? _pending : null;

    /// <summary>Takes out what was begun with that scheme, which is the caller's from here on; null when nothing was.</summary>
    public GssContext? Take(string scheme)
    {
        GssContext? taken = Pending(scheme);
        _pending = taken is null ? _pending : null;
        return taken;
    }

    /// <summary>Keeps what was begun with that scheme until the client's next word.</summary>
    public void Keep(string scheme, GssContext pending)
    {
        Forget();
        User = null;
        _scheme = scheme;
        _pending = pending;
    }

    /// <summary>It has been shown who it is; null: it hasn't.</summary>
    public void End(ClaimsPrincipal? user)
    {
        Forget();
        User = _isShared ? null : user;
    }

    /// <summary>
    /// A forwarded request came over this connection, so that the next one may be another client's: from here on nothing that one request
    /// proved holds for another. True when that takes an identity back.
    /// </summary>
    public bool Share()
    {
        bool hadUser = User is not null;
        _isShared = true;
        User = null;
        return hadUser;
    }

    public void Dispose() => Forget();

    private void Forget()
    {
        _pending?.Dispose();
        _pending = null;
        IsUnicode = null;
        IsForKey = false;
    }
}
