using System.Diagnostics.CodeAnalysis;
using System.Security.Claims;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;
using RpcHttpProxy.Core;
using RpcHttpProxy.Core.Channels;
using RpcHttpProxy.Hosting.Authentication;
using RpcHttpProxy.Hosting.Limits;
using RpcHttpProxy.Hosting.Targets;
using RpcHttpProxy.Protocol;
using RpcHttpProxy.Transport.Channels;
using RpcHttpProxy.Transport.Sessions;

namespace RpcHttpProxy.Hosting.Proxy;

/// <summary>
/// Decides what a request on one of our paths is: an echo, a channel, or nothing that belongs here. What is refused in the middle of a
/// body is answered and ended at once.
/// </summary>
internal sealed class RpcProxyHandler(
    ProxyRoleHosts hosts,
    RequestAuthenticator authenticator,
    Audit audit,
    ClientLimits limits,
    UnreadResponses unread,
    IOptions<ProxyOptions> options,
    TimeProvider time,
    IHostApplicationLifetime lifetime,
    ILogger<RpcProxyHandler> logger)
{
    private const string InMethod = "RPC_IN_DATA";
    private const string OutMethod = "RPC_OUT_DATA";

    /* 2.1.2.1.2: the OUT channel request's body is CONN/A1 (76 bytes), or a successor's first PDU (120). */
    private const int MinOutContentLength = 76;

    private readonly EchoResponder _echo = new(options.Value.FirstPduTimeout, time);
    private readonly string _methods = string.Join(
        ", ", new[] { hosts.Inbound is null ? null : InMethod, hosts.Outbound is null ? null : OutMethod }.OfType<string>());

    /// <summary>Answers the request, or carries its channel to the end.</summary>
    public async Task HandleAsync(HttpContext context)
    {
        if (!HttpExchange.IsTakeable(context))
        {
            context.Response.StatusCode = StatusCodes.Status505HttpVersionNotsupported;
            return;
        }

        if (!await IsAuthenticatedAsync(context))
        {
            return;
        }

        HttpRequest request = context.Request;
        bool isIn = request.Method == InMethod;
        RoleHost? host = isIn ? hosts.Inbound : request.Method == OutMethod ? hosts.Outbound : null;
        if (host is null)
        {
            await RefuseAsync(context, StatusCodes.Status405MethodNotAllowed, "Method Not Allowed", $"The methods here: {_methods}.", $"Allow: {_methods}");
            return;
        }

        // Chunked, or as long as the connection: no channel is, and two ways to tell a length are a way to smuggle requests.
        if (!StringValues.IsNullOrEmpty(request.Headers.TransferEncoding))
        {
            await RefuseAsync(context, "A Transfer-Encoding is not taken here.");
            return;
        }

        if (request.ContentLength is not { } length)
        {
            await RefuseAsync(context, "A Content-Length is needed.");
            return;
        }

        if (length <= EchoExchange.MaxRequestContentLength)
        {
            await _echo.AnswerAsync(context, host);
            return;
        }

        if (!isIn && length < MinOutContentLength)
        {
            await RefuseAsync(context, "The body is too long for an echo and too short for an OUT channel.");
            return;
        }

        if (!RpcRequestTarget.TryParse(request.Path, request.QueryString.Value, out RpcRequestTarget? target, out _, out string? error))
        {
            await RefuseAsync(context, error);
            return;
        }

        await CarryAsync(context, host, target, isIn);
    }

    /// <summary>Answers a request on a path that is none of ours.</summary>
    public Task RefusePathAsync(HttpContext context) =>
        RefuseAsync(context, StatusCodes.Status404NotFound, "Not Found", "There is nothing here.");

    private Task CarryAsync(HttpContext context, RoleHost host, RpcRequestTarget target, bool isIn)
    {
        ClaimsPrincipal user = context.User;
        uint minConnTimeout = isIn ? 0 : PragmaDirectives.MinConnTimeout(context.Request.Headers.Pragma); // ignored on IN: 3.2.3.5.1
        string? proof = context.Response.Headers.WWWAuthenticate; // GSSAPI's last word
        HttpExchange exchange = Take(context);
        string principal = PrincipalName.Of(user);
        if (limits.TryOpen(principal, exchange.PeerAddress) is { } limit)
        {
            return RefuseAsync(exchange, host, target, limit, "its address or its principal has had its share");
        }

        if (hosts.Targets.Grant(user, target, exchange.PeerAddress) is not { } grant)
        {
            return DenyAsync(exchange, host, principal, target);
        }

        // A channel is nobody's request any more: what flows with that would be kept as long as the channel lives.
        using AsyncFlowControl nothing = ExecutionContext.SuppressFlow();
        Task carrying = CarryAsync(exchange, host, grant, isIn, minConnTimeout, proof);
        return exchange.IsDetached ? Task.CompletedTask : carrying;
    }

    private async Task DenyAsync(HttpExchange exchange, RoleHost host, string principal, RpcRequestTarget target)
    {
        audit.Denied(host.Name, principal, exchange.PeerAddress, target);
        await RefuseAsync(exchange, host, target, CloseReason.TargetDenied, $"no rule allows {target}");
        limits.Close(principal, exchange.PeerAddress);
    }

    [SuppressMessage("Design", "CA1031", Justification = "There may be nobody to throw it at; a fault of ours ends one channel, not the process.")]
    private async Task CarryAsync(HttpExchange exchange, RoleHost host, ServerGrant grant, bool isIn, uint minConnTimeout, string? proof)
    {
        try
        {
            await exchange.ContinueAsync();
            NoteIfUnread(exchange);
            HttpChannel channel = isIn
                ? new HttpInChannel(exchange, Failure)
                : new HttpOutChannel(exchange, options.Value.OutChannelLifetime, Failure) { Proof = proof };
            ChannelLeg leg = isIn ? ChannelLeg.ClientIn : ChannelLeg.ClientOut;
            var incoming = new IncomingChannel(channel, leg, grant, exchange.PeerAddress)
            {
                MinConnTimeout = minConnTimeout,
                ContentLength = isIn ? exchange.ContentLength : 0,
            };
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
            limits.Close(grant.Principal, exchange.PeerAddress);
        }

        string Failure(CloseReason reason) => hosts.Errors.Response(host.Name, reason, grant.Target);
    }

    /// <summary>Whether the request may go on; else it is answered.</summary>
    private async Task<bool> IsAuthenticatedAsync(HttpContext context)
    {
        try
        {
            if (await authenticator.AuthenticateAsync(context) is not { } refusal)
            {
                return true;
            }

            await RefuseAsync(context, refusal);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The client is gone.
        }

        return false;
    }

    /// <summary>
    /// A client that is asked who it is answers on this connection, where NTLM needs it to; unless it is in the middle of a body that
    /// nobody wants to read to its end.
    /// </summary>
    private async Task RefuseAsync(HttpContext context, Refusal refusal)
    {
        HttpRequest request = context.Request;
        if (refusal.Status == StatusCodes.Status401Unauthorized
            && StringValues.IsNullOrEmpty(request.Headers.TransferEncoding)
            && (request.ContentLength ?? 0) <= EchoExchange.MaxRequestContentLength)
        {
            context.Response.StatusCode = refusal.Status;
            context.Response.Headers.WWWAuthenticate = refusal.Challenges.ToArray();
            context.Response.ContentLength = 0;
            return;
        }

        await RefuseAsync(context, refusal.Status, refusal.Phrase, refusal.Sentence, refusal.Headers);
    }

    private Task RefuseAsync(HttpExchange exchange, RoleHost host, RpcRequestTarget target, CloseReason reason, string detail)
    {
        host.NoteRefusal(exchange.Peer, reason, detail);
        return RefuseAsync(exchange, hosts.Errors.Response(host.Name, reason, target));
    }

    private Task RefuseAsync(HttpContext context, string sentence) =>
        RefuseAsync(context, StatusCodes.Status400BadRequest, "Bad Request", sentence);

    private async Task RefuseAsync(HttpContext context, int status, string phrase, string sentence, params IEnumerable<string> headers)
    {
        HttpExchange exchange = Take(context);
        Log.RequestRefused(logger, exchange.Peer, context.Request.Method, context.Request.Path, status, sentence);
        await RefuseAsync(exchange, HttpResponseText.Refusal(status, phrase, sentence, headers));
    }

    private async Task RefuseAsync(HttpExchange exchange, string response)
    {
        await exchange.RefuseAsync(response);
        NoteIfUnread(exchange);
    }

    private void NoteIfUnread(HttpExchange exchange)
    {
        if (exchange.IsUnread)
        {
            unread.Note(exchange.Peer);
        }
    }

    private HttpExchange Take(HttpContext context) => HttpExchange.Take(context, options.Value.LingerTimeout, time);
}
