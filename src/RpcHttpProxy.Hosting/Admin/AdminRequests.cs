using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using RpcHttpProxy.Edge;
using RpcHttpProxy.Edge.Authentication;
using RpcHttpProxy.Edge.Limits;
using RpcHttpProxy.Transport.Sockets;

namespace RpcHttpProxy.Hosting.Admin;

/// <summary>
/// Answers what the admin listener is asked: its paths, spelt as they are, by GET and HEAD, and what changes something by POST. Whatever else comes is refused with a
/// line and a count.
/// </summary>
/// <param name="view">What there is to show.</param>
/// <param name="isLocal">Whether it listens on loopback: then Host must name this machine.</param>
/// <param name="rejections">Told of what is refused.</param>
internal sealed class AdminRequests(AdminView view, bool isLocal, RejectionLog rejections)
{
    private const string Reading = "GET, HEAD";

    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Converters = { new JsonStringEnumConverter() },
    };

    /// <summary>Answers a request.</summary>
    public Task AnswerAsync(HttpContext context)
    {
        HttpRequest request = context.Request;
        if (isLocal && !HostName.IsLocal(request.Headers.Host))
        {
            // A web page's, by a name that leads here.
            return RefuseAsync(context, StatusCodes.Status403Forbidden, "Only requests whose Host names this machine are answered: use 127.0.0.1 or localhost.");
        }

        if (!KnownMethods.Contains(request.Method))
        {
            return RefuseAsync(context, StatusCodes.Status501NotImplemented, "This method is not implemented here.");
        }

        if (request.Method == HttpMethods.Options && context.Features.Get<IHttpRequestFeature>()?.RawTarget == "*")
        {
            context.Response.StatusCode = StatusCodes.Status204NoContent; // RFC 9110, 9.3.7
            context.Response.Headers.Allow = $"{Reading}, OPTIONS";
            return Task.CompletedTask;
        }

        return request.Path.Value switch
        {
            "/health" => ReadAsync(context, HealthAsync),
            "/counters" => ReadAsync(context, CountersAsync),
            "/throttled" when view.Throttled is { } logins => ReadAsync(context, context => AnswerAsync(context, logins.Report())),
            "/throttled/clear" when view.Throttled is { } logins => ClearAsync(context, logins),
            _ => RefuseAsync(context, StatusCodes.Status404NotFound, "There is nothing here."),
        };
    }

    private Task ReadAsync(HttpContext context, Func<HttpContext, Task> answer) =>
        context.Request.Method is "GET" or "HEAD" ? answer(context) : RefuseMethodAsync(context, Reading);

    private Task ClearAsync(HttpContext context, ThrottledLogins logins)
    {
        if (context.Request.Method != "POST")
        {
            return RefuseMethodAsync(context, "POST");
        }

        ClearRequest request = ClearRequest.CarryOut(context, logins);
        return request.Cleared is { } cleared ? AnswerAsync(context, new { cleared }) : RefuseAsync(context, request.Status, request.Sentence);
    }

    private Task RefuseMethodAsync(HttpContext context, string allowed)
    {
        context.Response.Headers.Allow = allowed;
        return RefuseAsync(context, StatusCodes.Status405MethodNotAllowed, "Another method is needed here.");
    }

    private async Task HealthAsync(HttpContext context)
    {
        string? fault = view.IsDraining() ? "draining" : await view.Health.FaultAsync();
        await AnswerAsync(context, fault is null ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable, fault ?? "ok");
    }

    private Task CountersAsync(HttpContext context) => AnswerAsync(context, view.Counters());

    private Task RefuseAsync(HttpContext context, int status, string sentence)
    {
        ConnectionInfo connection = context.Connection;
        rejections.Note(
            Rejections.Of((System.Net.HttpStatusCode)status), PeerName.Of(connection.RemoteIpAddress, connection.RemotePort),
            $"{context.Request.Method} {context.Request.Path.ToUriComponent()} on the admin listener answered with {status}: {sentence}");
        return AnswerAsync(context, status, sentence);
    }

    private static Task AnswerAsync<T>(HttpContext context, T report) =>
        AnswerAsync(context, "application/json; charset=utf-8", JsonSerializer.SerializeToUtf8Bytes(report, s_json));

    private static Task AnswerAsync(HttpContext context, int status, string sentence)
    {
        context.Response.StatusCode = status;
        return AnswerAsync(context, "text/plain; charset=utf-8", System.Text.Encoding.UTF8.GetBytes($"{sentence}\n"));
    }

    /// <summary>The length is that of the body, which Kestrel leaves out for HEAD.</summary>
    private static Task AnswerAsync(HttpContext context, string type, byte[] body)
    {
        context.Response.ContentType = type;
        context.Response.ContentLength = body.Length;
        return context.Response.Body.WriteAsync(body).AsTask();
    }
}
