using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.DependencyInjection;

namespace RpcHttpProxy.Hosting.Limits;

/// <summary>Takes a client's address from X-Forwarded-For where a trusted front end says it; from nobody else.</summary>
internal static class ForwardedClients
{
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

        app.UseForwardedHeaders(options);
    }
}
