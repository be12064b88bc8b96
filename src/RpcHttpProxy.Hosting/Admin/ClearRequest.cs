using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using RpcHttpProxy.Transport.Sockets;

namespace RpcHttpProxy.Hosting.Admin;

/// <summary>What <c>POST /throttled/clear</c> asks for: the failures at an address, in a user's name, or all.</summary>
/// <param name="Cleared">How many were slowed for them; null when the request is refused.</param>
/// <param name="Status">The status that refuses it.</param>
/// <param name="Sentence">Why.</param>
internal readonly record struct ClearRequest(int? Cleared, int Status, string Sentence)
{
    /* A browser sends such a header across origins only after a CORS preflight, which is never answered here. */
    private const string Marker = "X-Requested-With";

    /// <summary>Carries a request out, or refuses it.</summary>
    public static ClearRequest CarryOut(HttpContext context, ThrottledLogins logins)
    {
        HttpRequest request = context.Request;
        if (StringValues.IsNullOrEmpty(request.Headers[Marker]) || request.Headers.Origin.Count > 0)
        {
            return new(null, StatusCodes.Status403Forbidden, $"A header {Marker} is needed, and none of Origin: web pages can't clear anything here.");
        }

        string? address = One(request.Query["address"]), user = One(request.Query["user"]);
        bool isAll = One(request.Query["all"]) == "true";
        if (isAll == (address is not null || user is not null))
        {
            return new(null, StatusCodes.Status400BadRequest, "Either address, user or both are expected, or all=true.");
        }

        string peer = PeerName.Of(context.Connection.RemoteIpAddress is { } ip ? new IPEndPoint(ip, context.Connection.RemotePort) : null);
        return logins.Clear(address, user, peer) is { } cleared
            ? new(cleared, StatusCodes.Status200OK, "")
            : new(null, StatusCodes.Status400BadRequest, "That is no address.");
    }

    private static string? One(StringValues values) => StringValues.IsNullOrEmpty(values) ? null : values[0];
}
