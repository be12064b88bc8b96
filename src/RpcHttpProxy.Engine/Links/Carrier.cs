using System.Net;

namespace RpcHttpProxy.Engine.Links;

/// <summary>
/// What carries one link's bytes: a socket, an HTTP exchange, a pipe, a simulated wire. Every member is called in turns of the link's
/// reactor, and what becomes of it is told to the link in turns, too.
/// </summary>
public abstract class Carrier
{
    private Link? _link;

    /// <summary>The link it carries.</summary>
    protected Link Link => _link ?? throw new InvalidOperationException("The carrier is not attached to a link.");

    /// <summary>The peer, for logs: address and port, or a word.</summary>
    public abstract string Peer { get; }

    /// <summary>The peer's address, where the link is a TCP connection to it; else null.</summary>
    public virtual IPEndPoint? PeerEndPoint => null;

    /// <summary>True when, after this side's FIN, the peer's is awaited: closing a TCP connection with unread bytes would reset it.</summary>
    public virtual bool LingersForPeer => false;

    /// <summary>
    /// Begins to read: the head first, of which <see cref="Link.HeadRead"/> is told, then the bytes, which go to <see cref="Link.Arrived"/> as
    /// long as the link <see cref="Link.IsReading"/>. Called once.
    /// </summary>
    public abstract void Begin();

    /// <summary>The link reads again, or may look at what it left lying.</summary>
    public abstract void Resume();

    /// <summary>The link is over: what is waited for is waited for no longer; what still comes is thrown away.</summary>
    public abstract void StopReading();

    /// <summary>Writes; one at a time. True when all of it is written; else <see cref="Link.Wrote"/> is told when it is, or why it can't be.</summary>
    public abstract bool Write(LinkOutput output);

    /// <summary>Sets TCP's keep-alive, where the link is a TCP connection.</summary>
    public virtual void SetKeepAlive(TimeSpan interval)
    {
    }

    /// <summary>Ends it at once (RST). Never throws; may be called more than once, until it is released.</summary>
    public abstract void Abort();

    /// <summary>Lets go of it: reading and writing that are under way come to their end, then <see cref="Link.Released"/> is told.</summary>
    public abstract void Release();

    internal void Attach(Link link) => _link = link;
}
