using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using RpcHttpProxy.Transport.Sessions;

namespace RpcHttpProxy.Hosting.Proxy;

/// <summary>Answers echo requests (2.1.2.1.5, 2.1.2.1.6) by Kestrel's own means: they are plain HTTP, and the connection goes on.</summary>
internal sealed class EchoResponder(TimeSpan bodyTimeout, TimeProvider time)
{
    // [rpch 2.1.2.1.5/4] Accept is ignored
    // [rpch 2.1.2.1.5/7] Connection is ignored, but for what HTTP makes of it
    /// <summary>Reads the body, at most 16 bytes that mean nothing, and answers with the Echo RTS PDU. The query isn't looked at.</summary>
    public async Task AnswerAsync(HttpContext context, RoleHost host)
    {
        if (!await TryReadBodyAsync(context))
        {
            context.Abort();
            return;
        }

        ReadOnlyMemory<byte> body = host.Echo();
        HttpResponse response = context.Response;
        response.StatusCode = StatusCodes.Status200OK;      // [rpch 2.1.2.1.6/6] 200
        context.Features.GetRequiredFeature<IHttpResponseFeature>().ReasonPhrase = "Success"; // [rpch 2.1.2.1.6/5] Success
        response.ContentType = "application/rpc";           // [rpch 2.1.2.1.6/4] application/rpc
        response.ContentLength = body.Length;
        if (!context.Request.Headers.Connection.Contains("close", StringComparer.OrdinalIgnoreCase))
        {
            response.Headers.Connection = "Keep-Alive";
        }

        await response.BodyWriter.WriteAsync(body);
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
