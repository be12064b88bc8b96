using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Primitives;
using RpcHttpProxy.Transport.Sockets;

namespace RpcHttpProxy.Hosting.Admin;

/// <summary><c>GET /throttled</c>, and <c>POST /throttled/clear</c> with address, user or all in its query.</summary>
internal static class ThrottledEndpoints
{
    /* A browser sends such a header across origins only after a CORS preflight, which is never answered here. */
    private const string Marker = "X-Requested-With";

    public static void MapThrottled(this IEndpointRouteBuilder endpoints, ThrottledLogins logins, JsonSerializerOptions json)
    {
        endpoints.MapGet("/throttled", () => Results.Json(logins.Report(), json));
        endpoints.MapPost("/throttled/clear", (HttpContext context) => Clear(context, logins, json));
    }

    private static IResult Clear(HttpContext context, ThrottledLogins logins, JsonSerializerOptions json)
    {
        HttpRequest request = context.Request;
        if (StringValues.IsNullOrEmpty(request.Headers[Marker]) || request.Headers.Origin.Count > 0)
        {
            return Refuse(StatusCodes.Status403Forbidden, $"A header {Marker} is needed, and none of Origin: web pages can't clear anything here.");
        }

        string? address = One(request.Query["address"]), user = One(request.Query["user"]);
        bool isAll = One(request.Query["all"]) == "true";
        if (isAll == (address is not null || user is not null))
        {
            return Refuse(StatusCodes.Status400BadRequest, "Either address, user or both are expected, or all=true.");
        }

        string peer = PeerName.Of(context.Connection.RemoteIpAddress is { } ip ? new IPEndPoint(ip, context.Connection.RemotePort) : null);
        return logins.Clear(address, user, peer) is { } cleared
            ? Results.Json(new { cleared }, json)
            : Refuse(StatusCodes.Status400BadRequest, "That is no address.");
    }

    private static string? One(StringValues values) => StringValues.IsNullOrEmpty(values) ? null : values[0];

    private static IResult Refuse(int status, string sentence) => Results.Text($"{sentence}\n", statusCode: status);
}
