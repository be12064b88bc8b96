using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using RpcHttpProxy.Edge;
using RpcHttpProxy.Edge.Authentication;
using RpcHttpProxy.Edge.Limits;
using RpcHttpProxy.Transport.Sockets;

namespace RpcHttpProxy.Hosting.Admin;

/// <summary>Answers what the admin listener is asked: two paths, spelt as they are, by GET and HEAD. Whatever else comes is refused with a line and a count.</summary>
/// <param name="view">What there is to show.</param>
/// <param name="isLocal">Whether it listens on loopback: then Host must name this machine.</param>
/// <param name="rejections">Told of what is refused.</param>
internal sealed class AdminRequests(AdminView view, bool isLocal, RejectionLog rejections)
{
    private const string Methods = "GET, HEAD";

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
            context.Response.Headers.Allow = $"{Methods}, OPTIONS";
            return Task.CompletedTask;
        }

        Func<HttpContext, Task>? answer = request.Path.Value switch
        {
            "/health" => HealthAsync,
            "/counters" => CountersAsync,
            _ => null,
        };
        if (answer is null)
        {
            return RefuseAsync(context, StatusCodes.Status404NotFound, "There is nothing here.");
        }

        if (request.Method is not ("GET" or "HEAD"))
        {
            context.Response.Headers.Allow = Methods;
            return RefuseAsync(context, StatusCodes.Status405MethodNotAllowed, "Another method is needed here.");
        }

        return answer(context);
    }

    private async Task HealthAsync(HttpContext context)
    {
        string? fault = view.IsDraining() ? "draining" : await view.Health.FaultAsync();
        await AnswerAsync(context, fault is null ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable, fault ?? "ok");
    }

    private Task CountersAsync(HttpContext context) =>
        AnswerAsync(context, "application/json; charset=utf-8", JsonSerializer.SerializeToUtf8Bytes(view.Counters(), s_json));

    private Task RefuseAsync(HttpContext context, int status, string sentence)
    {
        ConnectionInfo connection = context.Connection;
        rejections.Note(
            Rejections.Of((System.Net.HttpStatusCode)status), PeerName.Of(connection.RemoteIpAddress, connection.RemotePort),
            $"{context.Request.Method} {context.Request.Path.ToUriComponent()} on the admin listener answered with {status}: {sentence}");
        return AnswerAsync(context, status, sentence);
    }

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
