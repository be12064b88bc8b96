using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using RpcHttpProxy.Core;
using RpcHttpProxy.Core.Channels;
using RpcHttpProxy.Edge;
using RpcHttpProxy.Edge.Limits;
using RpcHttpProxy.Engine.Reactors;
using RpcHttpProxy.Transport;
using RpcHttpProxy.Transport.Channels;
using RpcHttpProxy.Transport.Sessions;

namespace RpcHttpProxy.Hosting.Proxy;

/// <summary>Carries out what the rules decide on requests that have their connection for themselves, whoever read their heads.</summary>
internal sealed class ChannelRequests(
    ProxyRoleHosts hosts, UnreadResponses unread, IHostApplicationLifetime lifetime, TimeProvider time, ILogger<ChannelRequests> logger)
{
    private readonly LogThrottle _faults = new(time, LogThrottle.LinesOfAKind);

    /// <summary>Answers, and closes the connection.</summary>
    public async Task RefuseAsync(HttpExchange exchange, EdgeDecision.Refuse refuse)
    {
        using (refuse)
        {
            await exchange.RefuseAsync(refuse.Response);
            NoteIfUnread(exchange);
        }
    }

    /// <summary>Carries a channel to its end, and closes the connection. Never throws.</summary>
    /// <param name="exchange">The request.</param>
    /// <param name="carry">What was decided.</param>
    /// <param name="reactor">In whose turn this is called; null for none.</param>
    public Task CarryAsync(HttpExchange exchange, EdgeDecision.Carry carry, Reactor? reactor)
    {
        bool isIn = carry.Leg == ChannelLeg.ClientIn;
        HttpChannel channel = isIn
            ? new HttpInChannel(exchange, carry.Failure)
            : new HttpOutChannel(exchange, carry.Lifetime, carry.Failure) { Proof = carry.Proof };
        var incoming = new IncomingChannel(channel, carry.Leg, carry.Grant, exchange.PeerAddress)
        {
            MinConnTimeout = carry.MinConnTimeout,
            ContentLength = isIn ? carry.ContentLength : 0,
            Reactor = reactor,
        };

        // A channel is nobody's request any more: what flows with that would be kept as long as the channel lives.
        using AsyncFlowControl? nothing = ExecutionContext.IsFlowSuppressed() ? null : ExecutionContext.SuppressFlow();
        return CarryAsync(exchange, HostOf(isIn ? RoleName.InboundProxy : RoleName.OutboundProxy), incoming, carry.Share);
    }

    /// <summary>The role's host, which is there.</summary>
    public RoleHost HostOf(RoleName role) => (role == RoleName.InboundProxy ? hosts.Inbound : hosts.Outbound)!;

    [SuppressMessage("Design", "CA1031", Justification = "There may be nobody to throw it at; a fault of ours ends one channel, not the process.")]
    private async Task CarryAsync(HttpExchange exchange, RoleHost host, IncomingChannel incoming, IDisposable? share)
    {
        try
        {
            await exchange.ContinueAsync();
            NoteIfUnread(exchange);
            await host.RunAsync(incoming, lifetime.ApplicationStopping)
                .ConfigureAwait(incoming.Reactor is null ? ConfigureAwaitOptions.ForceYielding : ConfigureAwaitOptions.None); // Kestrel's work is the pool's.
            await exchange.CloseAsync();
        }
        catch (Exception e)
        {
            if (_faults.TryPass(out KeptBack keptBack))
            {
                Log.ChannelFault(logger, e, host.Name, exchange.Peer, keptBack);
            }

            exchange.Abort();
        }
        finally
        {
            share?.Dispose();
        }
    }

    private void NoteIfUnread(HttpExchange exchange)
    {
        if (exchange.IsUnread)
        {
            unread.Note(exchange.Peer);
        }
    }
}
