using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.DependencyInjection;
using RpcHttpProxy.Edge.Limits;

namespace RpcHttpProxy.Hosting.Limits;

/// <summary>Takes a client's address from X-Forwarded-For where a trusted front end says it; from nobody else.</summary>
internal static class ForwardedClients
{
    private static readonly object s_isTrusted = new();

    /// <summary>Whether the connection is a trusted front end's.</summary>
    public static bool IsTrusted(HttpContext context) => context.Items.ContainsKey(s_isTrusted);

    public static void TrustForwarders(this IApplicationBuilder app)
    {
        TrustedProxies trusted = app.ApplicationServices.GetRequiredService<TrustedProxies>();
        if (trusted.Networks.Count == 0)
        {
            return;
        }

        // As many hops as are trusted: the first address that isn't is the client's.
        var options = new ForwardedHeadersOptions { ForwardedHeaders = ForwardedHeaders.XForwardedFor, ForwardLimit = null };
        options.KnownProxies.Clear();
        options.KnownIPNetworks.Clear();
        foreach (System.Net.IPNetwork network in trusted.Networks)
        {
            options.KnownIPNetworks.Add(network);
        }

        app.Use((context, next) =>
        {
            if (context.Connection.RemoteIpAddress is { } address && trusted.Contains(address))
            {
                context.Items[s_isTrusted] = true;
            }

            return next(context);
        });
        app.UseForwardedHeaders(options);
    }
}
