using System.Net.Http.Headers;
using RpcHttpProxy.Client.Http;
using RpcHttpProxy.Protocol;

namespace RpcHttpProxy.Client;

// [rpch 2.1.2.1.6/1] Connection is ignored by the client
/// <summary>Asks a proxy for an echo (2.1.2.1.5): whether an RPC over HTTP proxy answers at a URL.</summary>
public static class RpcEcho
{
    /// <summary>Sends an echo request and checks the answer.</summary>
    /// <param name="proxy">The proxy; a query names the server, which an echo doesn't need.</param>
    /// <param name="method">Inbound or outbound proxy.</param>
    /// <param name="http">Sends the request: directly, or through an HTTP proxy.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <returns>The 20 bytes of the Echo RTS PDU.</returns>
    /// <exception cref="RpcHttpAuthenticationException">The proxy asks who the client is, or doesn't believe it.</exception>
    /// <exception cref="RpcHttpException">No answer, or another one than an echo response (2.1.2.1.6).</exception>
    /// <exception cref="ArgumentException">The URL is none an echo request can go to.</exception>
    public static async Task<ReadOnlyMemory<byte>> SendAsync(
        Uri proxy, EchoMethod method, HttpMessageInvoker http, CancellationToken cancellation = default)
    {
        ProxyUrl url = ProxyUrl.Create(proxy);
        using HttpRequestMessage request = Request(url, method);
        try
        {
            using HttpResponseMessage response = await http.SendAsync(request, cancellation);
            return await ReadAsync(url, response, cancellation);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            string why = (exception.InnerException ?? exception).Message;
            throw new RpcHttpException(
                (exception as HttpRequestException)?.HttpRequestError switch
                {
                    HttpRequestError.SecureConnectionError => $"No echo from {url}: no TLS with {url.Authority}: {why}",
                    HttpRequestError.ResponseEnded => $"No echo from {url}, which closed the connection without an answer",
                    _ => $"No echo from {url}: {why}",
                },
                exception);
        }
    }

    /// <summary>
    /// A handler for <see cref="SendAsync"/> that comes with these credentials and judges certificates in this way; no HTTP proxy. Redirections aren't
    /// followed: credentials are for the proxy that was named.
    /// </summary>
    public static SocketsHttpHandler CreateHandler(ProxyCredentials? credentials, ProxyTls tls) => new()
    {
        UseProxy = false,
        AllowAutoRedirect = false,
        Credentials = credentials is null ? null : new SchemeCredentials(credentials),
        SslOptions = tls.ToOptions(host: null),
    };

    // [rpch 2.1.2.1.5/1] either method
    // [rpch 2.1.2.1.5/5-6] Cache-Control: no-cache
    // [rpch 2.1.2.1.5/9] Host names the proxy
    // [rpch 2.1.2.1.5/10-11] Pragma: No-cache
    private static HttpRequestMessage Request(ProxyUrl proxy, EchoMethod method)
    {
        HttpRequestMessage request = new(
            new HttpMethod(method == EchoMethod.In ? ChannelRequestHead.InMethod : ChannelRequestHead.OutMethod), proxy.ToUri())
        {
            Content = new ReadOnlyMemoryContent(EchoExchange.RequestBody),
        };
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/rpc"));
        request.Headers.CacheControl = new CacheControlHeaderValue { NoCache = true };
        request.Headers.Connection.Add("Keep-Alive");
        request.Headers.Pragma.ParseAdd("No-cache");
        request.Headers.UserAgent.ParseAdd("MSRPC");
        return request;
    }

    private static async Task<ReadOnlyMemory<byte>> ReadAsync(ProxyUrl url, HttpResponseMessage response, CancellationToken cancellation)
    {
        if (response.StatusCode != System.Net.HttpStatusCode.OK)
        {
            ProxyRefusal refusal = ProxyRefusal.From((int)response.StatusCode, response.ReasonPhrase ?? "", response.Headers.WwwAuthenticate, (int?)response.Headers.RetryAfter?.Delta?.TotalSeconds);
            string message = $"{url} answered the echo request with {refusal}";
            throw refusal.IsAuthentication
                ? new RpcHttpAuthenticationException(message, refusal.OfferedSchemes, refusal, inner: null)
                : new RpcHttpException(message, refusal, inner: null);
        }

        // Content-Length is to be ignored (2.1.2.1.6), so the body may go on; what an echo response holds is all that is read.
        byte[] body = new byte[EchoExchange.Response.Length];
        await using Stream stream = await response.Content.ReadAsStreamAsync(cancellation);
        int length = await stream.ReadAtLeastAsync(body, body.Length, throwOnEndOfStream: false, cancellation);
        RtsFault fault = RtsPduReader.Read(body.AsSpan(0, length), out RtsPdu? pdu);
        if (pdu?.Shape != RtsPduShape.Echo)
        {
            string what = fault != RtsFault.None ? $"no RTS PDU ({fault})" : pdu!.Name;
            throw new RpcHttpException($"{url} answered the echo request with 200, but its body is {what}: no RPC over HTTP proxy answers there");
        }

        return body;
    }
}
