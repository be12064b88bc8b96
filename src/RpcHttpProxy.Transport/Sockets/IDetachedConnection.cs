using System.IO.Pipelines;
using RpcHttpProxy.Engine.Reactors;

namespace RpcHttpProxy.Transport.Sockets;

/// <summary>A request's connection that is the channel's now, whether Kestrel had it before or not: how it is read, written and ended.</summary>
internal interface IDetachedConnection
{
    /// <summary>Bytes from the client.</summary>
    PipeReader Input { get; }

    /// <summary>Bytes to the client.</summary>
    PipeWriter Output { get; }

    /// <summary>True when Kestrel has done with the connection: the request's handler may return whenever it likes.</summary>
    bool IsDetached { get; }

    /// <summary>From here on what is waited for goes on in turns of this reactor, where it can be had so.</summary>
    void Attach(Reactor reactor)
    {
    }

    /// <summary>Whether what is written goes nowhere, though <see cref="Output"/> doesn't tell.</summary>
    ValueTask<bool> IsPeerClosedAsync();

    /// <summary>Sends FIN behind the last byte. Never throws.</summary>
    ValueTask FinishAsync();

    /// <summary>Sends FIN on a connection on which nothing waits to be sent. True when the client may go on sending until it sees that.</summary>
    ValueTask<bool> ShutdownWithoutResponseAsync();

    /// <summary>Ends the connection at once (RST). Any thread, any time.</summary>
    void Abort();

    /// <summary>Completes when the connection is closed: after the last byte has gone, or after <paramref name="linger"/>.</summary>
    Task CloseAsync(TimeSpan linger, TimeProvider time);
}
