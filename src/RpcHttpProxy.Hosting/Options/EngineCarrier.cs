namespace RpcHttpProxy.Hosting;

/// <summary>Who waits for sockets.</summary>
public enum EngineCarrier
{
    /// <summary>The runtime's own socket threads: any system.</summary>
    Sockets,

    /// <summary>Linux's epoll, in the reactors themselves.</summary>
    Epoll,
}
