using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using RpcHttpProxy.Edge.Limits;

namespace RpcHttpProxy.Hosting.FrontEnds;

/// <summary>Takes a client's address from X-Forwarded-For where a trusted front end says it; from nobody else.</summary>
internal static class ForwardedClients
{
    private static readonly object s_isTrusted = new();

    /// <summary>Whether the connection is a trusted front end's.</summary>
    public static bool IsTrusted(HttpContext context) => context.Items.ContainsKey(s_isTrusted);

    public static void TrustForwarders(this IApplicationBuilder app)
    {
        TrustedProxies trusted = app.ApplicationServices.GetRequiredService<TrustedProxies>();
        if (trusted.Networks.Count > 0)
        {
            app.Use((context, next) =>
            {
                Apply(context, trusted);
                return next(context);
            });
        }
    }

    private static void Apply(HttpContext context, TrustedProxies trusted)
    {
        if (context.Features.Get<ProxyHeader>() is not null)
        {
            return;
        }

        ConnectionInfo connection = context.Connection;
        if (connection.RemoteIpAddress is { } address && trusted.Contains(address))
        {
            context.Items[s_isTrusted] = true;
        }

        if (ForwardedFor.ClientOf(connection.RemoteIpAddress, context.Request.Headers[ForwardedFor.Header], trusted) is { } client)
        {
            (connection.RemoteIpAddress, connection.RemotePort) = (client.Address, client.Port);
        }
    }
}
