using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using RpcHttpProxy.Core;
using RpcHttpProxy.Core.Channels;
using RpcHttpProxy.Edge;
using RpcHttpProxy.Edge.Limits;
using RpcHttpProxy.Transport.Channels;
using RpcHttpProxy.Transport.Sessions;

namespace RpcHttpProxy.Hosting.Proxy;

/// <summary>Has the rules decide on Kestrel's requests, and carries out what they decide.</summary>
internal sealed class RpcProxyHandler(
    EdgeRules rules,
    ProxyRoleHosts hosts,
    UnreadResponses unread,
    IOptions<ProxyOptions> options,
    TimeProvider time,
    IHostApplicationLifetime lifetime,
    ILogger<RpcProxyHandler> logger)
{
    private readonly EchoResponder _echo = new(options.Value.FirstPduTimeout, time);

    /// <summary>Answers the request, or carries its channel to the end.</summary>
    public async Task HandleAsync(HttpContext context)
    {
        EdgeDecision decision;
        try
        {
            decision = await rules.DecideAsync(KestrelRequest.Of(context), context.RequestAborted);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            return; // the client is gone
        }

        await CarryOutAsync(context, decision);
    }

    /// <summary>Answers a request on a path that is none of ours.</summary>
    public Task RefusePathAsync(HttpContext context) => CarryOutAsync(context, rules.RefusePath(KestrelRequest.Of(context)));

    private Task CarryOutAsync(HttpContext context, EdgeDecision decision)
    {
        if (decision.User is { } user)
        {
            context.User = user;
        }

        HttpResponse response = context.Response;
        switch (decision)
        {
            case EdgeDecision.VersionNotSupported:
                response.StatusCode = StatusCodes.Status505HttpVersionNotsupported;
                return Task.CompletedTask;
            case EdgeDecision.Challenge challenge:
                response.StatusCode = StatusCodes.Status401Unauthorized;
                response.Headers.WWWAuthenticate = challenge.Challenges.ToArray();
                response.ContentLength = 0;
                return Task.CompletedTask;
            case EdgeDecision.Echo echo:
                response.Headers.WWWAuthenticate = echo.Proof; // null is none
                return _echo.AnswerAsync(context, HostOf(echo.Role));
            case EdgeDecision.Refuse refuse:
                return RefuseAsync(context, refuse);
            case EdgeDecision.Carry carry:
                return CarryAsync(context, carry);
            default:
                throw new InvalidOperationException($"{decision.GetType()} is nothing that can be carried out.");
        }
    }

    private async Task RefuseAsync(HttpContext context, EdgeDecision.Refuse refuse)
    {
        using (refuse)
        {
            HttpExchange exchange = Take(context);
            await exchange.RefuseAsync(refuse.Response);
            NoteIfUnread(exchange);
        }
    }

    private Task CarryAsync(HttpContext context, EdgeDecision.Carry carry)
    {
        HttpExchange exchange;
        try
        {
            exchange = Take(context);
        }
        catch
        {
            carry.Dispose();
            throw;
        }

        bool isIn = carry.Leg == ChannelLeg.ClientIn;
        HttpChannel channel = isIn
            ? new HttpInChannel(exchange, carry.Failure)
            : new HttpOutChannel(exchange, carry.Lifetime, carry.Failure) { Proof = carry.Proof };
        var incoming = new IncomingChannel(channel, carry.Leg, carry.Grant, exchange.PeerAddress)
        {
            MinConnTimeout = carry.MinConnTimeout,
            ContentLength = isIn ? carry.ContentLength : 0,
        };

        // A channel is nobody's request any more: what flows with that would be kept as long as the channel lives.
        using AsyncFlowControl nothing = ExecutionContext.SuppressFlow();
        Task carrying = CarryAsync(exchange, HostOf(isIn ? RoleName.InboundProxy : RoleName.OutboundProxy), incoming, carry.Share);
        return exchange.IsDetached ? Task.CompletedTask : carrying;
    }

    [SuppressMessage("Design", "CA1031", Justification = "There may be nobody to throw it at; a fault of ours ends one channel, not the process.")]
    private async Task CarryAsync(HttpExchange exchange, RoleHost host, IncomingChannel incoming, IDisposable? share)
    {
        try
        {
            await exchange.ContinueAsync();
            NoteIfUnread(exchange);
            await host.RunAsync(incoming, lifetime.ApplicationStopping);
            await exchange.CloseAsync();
        }
        catch (Exception e)
        {
            Log.ChannelFault(logger, e, host.Name, exchange.Peer);
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

    private RoleHost HostOf(RoleName role) => (role == RoleName.InboundProxy ? hosts.Inbound : hosts.Outbound)!;

    private HttpExchange Take(HttpContext context) => HttpExchange.Take(context, options.Value.LingerTimeout, time);
}
