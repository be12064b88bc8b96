using RpcHttpProxy.Core;
using RpcHttpProxy.Engine.Links;
using RpcHttpProxy.Engine.Reactors;
using RpcHttpProxy.Protocol;

namespace RpcHttpProxy.Transport.Sessions;

/// <content>How a role ends: draining, revocation, stopping.</content>
public sealed partial class RoleHost
{
    /// <summary>The cookies of the virtual connections of this moment, in no order.</summary>
    public IEnumerable<RtsCookie> Connections => Table.Sessions.Select(session => session.Cookie);

    /// <summary>
    /// Lets no connection begin any more; channels of those that live may still be replaced. Completes when none is left, or by
    /// <paramref name="cancellation"/>; never faults.
    /// </summary>
    public async Task DrainAsync(CancellationToken cancellation)
    {
        _isDraining = true;
        if (!_links.IsEmpty)
        {
            await _empty.Task.WaitAsync(cancellation).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Ends each connection that may no longer go on. One is asked after another: it takes its time, and reactors have other work.</summary>
    public async Task EndRevokedAsync()
    {
        foreach (RpcSession session in Table.Sessions)
        {
            if (_isStopping)
            {
                return; // All of them end.
            }

            await session.EndIfRevokedAsync();
        }
    }

    /// <summary>Ends every connection and waits for its channels, no longer than the linger time-out.</summary>
    public async Task StopAsync(CancellationToken cancellation = default)
    {
        _isStopping = true;
        foreach (RpcSession session in Table.Sessions)
        {
            session.Close(CloseReason.Shutdown, s_shutdown.Detail);
        }

        foreach (ChannelLink link in _links.Keys)
        {
            link.Stop(s_shutdown);
        }

        if (_links.IsEmpty)
        {
            return;
        }

        try
        {
            await _empty.Task.WaitAsync(Options.LingerTimeout, _time, cancellation);
        }
        catch (Exception e) when (e is TimeoutException or OperationCanceledException)
        {
            // Long enough: what still lingers is aborted by its own timer.
        }
    }

    /// <summary>Stops, and aborts what still lingers.</summary>
    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        foreach (ChannelLink link in _links.Keys)
        {
            link.Post(() => link.End(LinkEnding.Abort));
        }

        foreach (InlineReactor reactor in _ownReactors)
        {
            reactor.Dispose();
        }
    }

    internal void Forget(ChannelLink link)
    {
        _links.TryRemove(link, out _);
        if ((_isStopping || _isDraining) && _links.IsEmpty)
        {
            _empty.TrySetResult();
        }
    }
}
