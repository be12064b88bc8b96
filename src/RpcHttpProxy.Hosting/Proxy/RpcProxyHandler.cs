using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Options;
using RpcHttpProxy.Edge;
using RpcHttpProxy.Protocol;
using RpcHttpProxy.Transport.Channels;
using RpcHttpProxy.Transport.Sockets;

namespace RpcHttpProxy.Hosting.Proxy;

// [rpch 2.1.2.1.1/2, 2.1.2.1.2/2] Accept is ignored
// [rpch 2.1.2.1.2/14-15, 3.2.3.5.1/2, 3.2.4.5.1/3] ResourceTypeUuid is not read (that it is looked at is a SHOULD)
// [rpch 2.1.2.1.2/16-17, 3.2.3.5.1/3, 3.2.4.5.1/4] SessionId is not read (that it is looked at is a SHOULD)
// [rpch 2.1.2.1.5/2-3] both proxies answer echo requests, each those of its method
// [rpch 3.2/1, 3.2.3.5.1/1] an IN channel request makes an inbound proxy, in Open_Start
// [rpch 3.2/2, 3.2.4.5.1/1] an OUT channel request makes an outbound proxy, in Open_Start
/// <summary>Has the rules decide on Kestrel's requests, and carries out what they decide.</summary>
internal sealed class RpcProxyHandler(EdgeRules rules, ChannelRequests channels, IOptions<ProxyOptions> options, TimeProvider time)
{
    private readonly EchoResponder _echo = new(options.Value.FirstPduTimeout, time);

    /// <summary>Answers the request, or carries its channel to the end.</summary>
    public async Task HandleAsync(HttpContext context)
    {
        if (context.Features.Get<IFirstRequestFeature>() is { Found: DecidedRequest decided } first)
        {
            first.Found = null;
            KestrelRequest.Keep(context, decided.Connection);
            await CarryOutAsync(context, decided.Decision);
            return;
        }

        if (!RpcRequestTarget.IsRpcPath(context.Request.Path, out _))
        {
            await RefusePathAsync(context); // Routing takes a slash behind a path, too; the rules would take it for one that needs no certificate.
            return;
        }

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

    /// <summary>Answers what is for no path of this process: <c>OPTIONS *</c> is for the server as a whole (RFC 9110, 9.3.7), the rest is refused.</summary>
    public Task AnswerOtherAsync(HttpContext context)
    {
        if (context.Request.Method != HttpMethods.Options || context.Features.Get<IHttpRequestFeature>()?.RawTarget != "*")
        {
            return RefusePathAsync(context);
        }

        string others = options.Value.HealthCheck ? "GET, HEAD, OPTIONS" : "OPTIONS";
        context.Response.StatusCode = StatusCodes.Status204NoContent;
        context.Response.Headers.Allow = $"{rules.Methods}, {others}";
        return Task.CompletedTask;
    }

    /// <summary>Refuses a method on a path that has others.</summary>
    /// <param name="context">The request.</param>
    /// <param name="allow">The field <c>Allow</c>, whole.</param>
    public Task RefuseMethodAsync(HttpContext context, string allow) => CarryOutAsync(context, rules.RefuseMethod(KestrelRequest.Of(context), allow));

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
                return _echo.AnswerAsync(context, channels.HostOf(echo.Role), echo.Refusal);
            case EdgeDecision.Refuse refuse:
                return channels.RefuseAsync(Detach(context), refuse);
            case EdgeDecision.Carry carry:
                return CarryAsync(context, carry);
            default:
                throw new InvalidOperationException($"{decision.GetType()} is nothing that can be carried out.");
        }
    }

    private Task CarryAsync(HttpContext context, EdgeDecision.Carry carry)
    {
        HttpExchange exchange;
        try
        {
            exchange = Detach(context);
        }
        catch
        {
            carry.Dispose();
            throw;
        }

        Task carrying = channels.CarryAsync(exchange, carry, reactor: null);
        return exchange.IsDetached ? Task.CompletedTask : carrying;
    }

    private HttpExchange Detach(HttpContext context) => HttpExchange.Detach(context, options.Value.LingerTimeout, time);
}
