using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace RpcHttpProxy.Hosting.Proxy;

/// <summary>
/// Tells load balancers, on the listeners that clients use and without a password, whether this proxy takes new virtual connections. What
/// <c>/health</c> says on the admin listener, which others can't reach.
/// </summary>
internal static class HealthCheck
{
    /// <summary>Where balancers ask an Exchange server's proxy, and so what their templates have.</summary>
    public const string Path = "/rpc/healthcheck.htm";

    private const string Allow = "Allow: GET, HEAD";

    /// <summary>Answers GET and HEAD with <c>200 ok</c>, or <c>503 draining</c> once the process has been told to stop; refuses the rest.</summary>
    public static void MapHealthCheck(this IEndpointRouteBuilder endpoints)
    {
        ProxyRoleHosts hosts = endpoints.ServiceProvider.GetRequiredService<ProxyRoleHosts>();
        RpcProxyHandler handler = endpoints.ServiceProvider.GetRequiredService<RpcProxyHandler>();
        endpoints.Map(Path, context => !context.Request.Path.Equals(Path, StringComparison.OrdinalIgnoreCase) ? handler.RefusePathAsync(context) // a slash behind it
            : context.Request.Method is "GET" or "HEAD" ? AnswerAsync(context.Response, hosts.IsDraining) // RFC 9110, 9.1: methods have a case
            : handler.RefuseMethodAsync(context, Allow));
    }

    private static Task AnswerAsync(HttpResponse response, bool isDraining)
    {
        string text = isDraining ? "draining\n" : "ok\n";
        response.StatusCode = isDraining ? StatusCodes.Status503ServiceUnavailable : StatusCodes.Status200OK;
        response.ContentType = "text/plain";
        response.ContentLength = text.Length;
        response.Headers.CacheControl = "no-store"; // true at this moment only
        return response.WriteAsync(text); // Kestrel leaves the body out for HEAD
    }
}
