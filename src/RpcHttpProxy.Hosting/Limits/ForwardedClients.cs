using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.DependencyInjection;

namespace RpcHttpProxy.Hosting.Limits;

/// <summary>Takes a client's address from X-Forwarded-For where a trusted front end says it; from nobody else.</summary>
internal static class ForwardedClients
{
    private static readonly object s_isTrusted = new();

    /* RFC 7239, RFC 9110 7.6.3, and what nginx's and others' guides set. */
    private static readonly string[] s_headers = ["X-Forwarded-For", "X-Real-IP", "Forwarded", "Via"];

    /* What ASP.NET Core's middleware makes of an X-Forwarded-For that it has taken the client's address from. */
    private const string TakenHeader = "X-Original-For";

    /// <summary>
    /// Whether a front end sent the request, whose connections may carry one client's requests after another's: a trusted one, or any whose
    /// request says so itself.
    /// </summary>
    public static bool IsForwarded(HttpContext context) =>
        context.Items.ContainsKey(s_isTrusted) || s_headers.Append(TakenHeader).Any(context.Request.Headers.ContainsKey);

    /// <summary>
    /// Whether the request's address is the client's as a front end says it: one of <see cref="TrustedProxies"/>, or one that the application trusts that
    /// embeds the proxies. Nothing is decided by it but whether to warn.
    /// </summary>
    public static bool IsAddressTaken(HttpContext context) =>
        context.Items.ContainsKey(s_isTrusted) || context.Request.Headers.ContainsKey(TakenHeader);

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
