using RpcHttpProxy.Protocol;

namespace RpcHttpProxy.Client.Tests;

public sealed class RpcEchoTests : IDisposable
{
    private readonly ScriptedProxy _proxy = new();
    private readonly HttpMessageInvoker _http = new(RpcEcho.CreateHandler(credentials: null, new ProxyTls()));

    public void Dispose()
    {
        _proxy.Dispose();
        _http.Dispose();
    }

    // [rpch 2.1.2.1.5/1, 2.1.2.1.5/5-6, 2.1.2.1.5/8-11, 2.1.2.1.6/1]
    [Theory]
    [InlineData(EchoMethod.In, "RPC_IN_DATA")]
    [InlineData(EchoMethod.Out, "RPC_OUT_DATA")]
    public async Task The_request_is_that_of_2_1_2_1_5_and_the_answer_the_echo_pdu(EchoMethod method, string word)
    {
        Task<ReadOnlyMemory<byte>> echo = RpcEcho.SendAsync(_proxy.Url, method, _http);
        using ScriptedExchange exchange = await _proxy.AcceptRequestAsync();
        Assert.Equal(new byte[] { 0xF8, 0xE8, 0x18, 0x08 }, await exchange.ReadAsync(4));

        string[] lines = exchange.Head.Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal($"{word} /rpc/rpcproxy.dll HTTP/1.1", lines[0]);
        Assert.Equal(
            ["Accept: application/rpc", "Cache-Control: no-cache", "Connection: Keep-Alive", "Content-Length: 4",
                $"Host: {_proxy.Authority}", "Pragma: No-cache", "User-Agent: MSRPC"],
            lines[1..].Order(StringComparer.Ordinal));

        await exchange.WriteAsync("HTTP/1.1 200 Success\r\nContent-Type: application/rpc\r\nContent-Length: 20\r\n\r\n");
        await exchange.WriteAsync(RtsPdus.Echo());
        Assert.Equal(RtsPdus.Echo().ToArray(), (await echo.WaitAsync(ScriptedExchange.Patience)).ToArray());
    }

    // [rpch 2.1.2.1.6/2-3]
    [Fact]
    public async Task A_body_that_goes_on_is_not_waited_for()
    {
        Task<ReadOnlyMemory<byte>> echo = RpcEcho.SendAsync(_proxy.Url, EchoMethod.In, _http);
        using ScriptedExchange exchange = await _proxy.AcceptRequestAsync();
        await exchange.WriteAsync("HTTP/1.1 200 Success\r\nContent-Length: 1000\r\n\r\n");
        await exchange.WriteAsync(RtsPdus.Echo());

        Assert.Equal(20, (await echo.WaitAsync(ScriptedExchange.Patience)).Length);
    }

    [Theory]
    [InlineData("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n", "404 Not Found", 404, null)]
    [InlineData("HTTP/1.1 503 RPC Error: 6bb\r\nContent-Length: 0\r\n\r\n", "RPC_S_SERVER_TOO_BUSY", 503, 0x6BBu)]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello", "no RPC over HTTP proxy answers there", null, null)]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 25\r\n\r\n<html>hello, world!</html>", "no RPC over HTTP proxy answers there", null, null)]
    [InlineData("HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n", "302 Found", 302, null)]
    [InlineData("", "closed the connection without an answer", null, null)]
    public async Task Another_answer_is_no_echo(string answer, string text, int? status, uint? rpcError)
    {
        Task<ReadOnlyMemory<byte>> echo = RpcEcho.SendAsync(_proxy.Url, EchoMethod.In, _http);
        using ScriptedExchange exchange = await _proxy.AcceptRequestAsync();
        await exchange.WriteAsync(answer);
        exchange.Finish();

        RpcHttpException exception = await Assert.ThrowsAsync<RpcHttpException>(() => echo.WaitAsync(ScriptedExchange.Patience));
        Assert.Contains(text, exception.Message, StringComparison.Ordinal);
        Assert.Equal((status, rpcError), (exception.StatusCode, exception.RpcError));
    }
}
