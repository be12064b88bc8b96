using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;
using RpcHttpProxy.Core;
using RpcHttpProxy.Protocol;
using RpcHttpProxy.Transport.Sessions;

namespace RpcHttpProxy.Hosting.Proxy;

/// <summary>Answers echo requests (2.1.2.1.5, 2.1.2.1.6) by Kestrel's own means: they are plain HTTP, and the connection goes on.</summary>
internal sealed class EchoResponder(TimeSpan bodyTimeout, TimeProvider time)
{
    // [rpch 2.1.2.1.5/4] Accept is ignored
    // [rpch 2.1.2.1.5/7] Connection is ignored, but for what HTTP makes of it
    /// <summary>
    /// Reads the body, at most 16 bytes that mean nothing, and answers with the Echo RTS PDU. The query isn't looked at. With a <paramref name="refusal"/> the
    /// status line tells that, which 2.1.2.1.6 leaves to implementations; the rest of the answer is as it must be.
    /// </summary>
    public async Task AnswerAsync(HttpContext context, RoleHost host, CloseReason? refusal)
    {
        if (!await TryReadBodyAsync(context))
        {
            context.Abort();
            return;
        }

        ReadOnlyMemory<byte> body = host.Echo();
        HttpResponse response = context.Response;
        response.StatusCode = refusal is null ? StatusCodes.Status200OK : RpcErrorText.StatusCode;     // [rpch 2.1.2.1.6/6] 200
        context.Features.GetRequiredFeature<IHttpResponseFeature>().ReasonPhrase =
            refusal is { } reason ? RpcErrorText.Format(reason.ToRpcError()) : "Success";               // [rpch 2.1.2.1.6/5] Success
        response.ContentType = "application/rpc";           // [rpch 2.1.2.1.6/4] application/rpc
        response.ContentLength = body.Length;
        if (IsKept(context.Request))
        {
            response.Headers.Connection = "Keep-Alive";
        }

        await response.BodyWriter.WriteAsync(body);
    }

    /// <summary>Whether the connection goes on (RFC 9112, 9.3), which Kestrel decides in the same way.</summary>
    private static bool IsKept(HttpRequest request)
    {
        string[] options = request.Headers.GetCommaSeparatedValues(HeaderNames.Connection);
        return !options.Contains("close", StringComparer.OrdinalIgnoreCase)
            && (!HttpProtocol.IsHttp10(request.Protocol) || options.Contains("keep-alive", StringComparer.OrdinalIgnoreCase));
    }

    // [rpch 2.1.2.1.5/12] the body is ignored
    private async Task<bool> TryReadBodyAsync(HttpContext context)
    {
        if (context.Request.ContentLength == 0)
        {
            return true;
        }

        PipeReader body = context.Request.BodyReader;
        using var late = new CancellationTokenSource(bodyTimeout, time);
        try
        {
            while (true)
            {
                ReadResult result = await body.ReadAsync(late.Token);
                body.AdvanceTo(result.Buffer.End);
                if (result.IsCompleted)
                {
                    return true;
                }
            }
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            return false; // gone, or never came
        }
    }
}
