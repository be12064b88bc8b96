using System.Globalization;
using RpcHttpProxy.Core;
using RpcHttpProxy.Protocol;
using RpcHttpProxy.TestKit;

namespace RpcHttpProxy.Client.Tests;

/* What a program is told when a proxy answers something else, or is not there. */
public sealed partial class RpcHttpConnectionTests
{
    // [rpch 3.2.2.5.2/7]
    [Theory]
    [InlineData("HTTP/1.1 503 RPC Error: 5\r\n\r\n", CloseReason.RequestRefused, 503, 5u, "ERROR_ACCESS_DENIED")]
    [InlineData("HTTP/1.1 404 Not Found\r\n\r\n", CloseReason.RequestRefused, 404, null, "404 Not Found")]
    [InlineData("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 403 Forbidden\r\n\r\n", CloseReason.RequestRefused, 403, null, "403 Forbidden")]
    [InlineData("HTTP/1.1 200 OK\r\n\r\n", CloseReason.RequestRefused, null, null, "no Content-Length")]
    [InlineData("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", CloseReason.RequestRefused, null, null, "no Content-Length")]
    [InlineData("SSH-2.0-OpenSSH_9.2\r\n", CloseReason.RequestRefused, null, null, "no HTTP/1.x response")]
    [InlineData("HTTP/1.1 200 OK\r\nConte", CloseReason.ConnectionError, null, null, "middle of a response head")]
    [InlineData("", CloseReason.ClosedByProxy, null, null, "without an answer")]
    public async Task What_the_outbound_proxy_answers_instead_is_told(
        string answer, CloseReason reason, int? status, uint? rpcError, string text)
    {
        Task<RpcHttpConnection> opening = RpcHttpConnection.OpenAsync(Options());
        using ScriptedExchange @in = await _inbound.AcceptRequestAsync();
        using ScriptedExchange @out = await _outbound.AcceptRequestAsync();
        await @out.ReadPduAsync(A1Length);
        await @in.ReadPduAsync(B1Length); // Before the answer: an IN channel that is still being opened when it comes is reset.

        await @out.WriteAsync(answer);
        @out.Finish();
        await @in.ReadToEndAsync();
        @in.Finish();

        RpcHttpOpenException exception = await Assert.ThrowsAsync<RpcHttpOpenException>(() => opening);
        Assert.Equal((reason, status, rpcError), (exception.Reason, exception.StatusCode, exception.RpcError));
        Assert.Contains(text, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_head_without_an_end_is_refused()
    {
        Task<RpcHttpConnection> opening = RpcHttpConnection.OpenAsync(Options());
        using ScriptedExchange @in = await _inbound.AcceptRequestAsync();
        using ScriptedExchange @out = await _outbound.AcceptRequestAsync();

        await @out.WriteAsync("HTTP/1.1 200 OK\r\nX: " + new string('x', 20_000));
        await @in.ReadToEndAsync();
        @in.Finish();
        @out.Finish();

        RpcHttpOpenException exception = await Assert.ThrowsAsync<RpcHttpOpenException>(() => opening);
        Assert.Equal(CloseReason.RequestRefused, exception.Reason);
        Assert.Contains("longer than", exception.Message, StringComparison.Ordinal);
    }

    // [rpch 3.2.2.5.11/6]
    [Fact]
    public async Task The_inbound_proxys_last_word_tells_why_even_if_out_closed_first()
    {
        Task<RpcHttpConnection> opening = RpcHttpConnection.OpenAsync(Options());
        using ScriptedExchange @in = await _inbound.AcceptRequestAsync();
        using ScriptedExchange @out = await _outbound.AcceptRequestAsync();
        await @in.ReadPduAsync(B1Length);
        await @out.ReadPduAsync(A1Length);
        await @out.WriteAsync(Success);
        await @out.WriteAsync(RtsPdus.CONN_A3(900_000));

        @out.Finish();
        await @in.ReadToEndAsync();     // the connection has ended by now
        await @in.WriteAsync("HTTP/1.1 503 RPC Error: 6ba\r\n\r\n");
        @in.Finish();

        RpcHttpOpenException exception = await Assert.ThrowsAsync<RpcHttpOpenException>(() => opening);
        Assert.Equal((CloseReason.ClosedByProxy, 0x6BAu), (exception.Reason, exception.RpcError));
        Assert.EndsWith("a proxy said 503 RPC Error: 6ba (RPC_S_SERVER_UNAVAILABLE)", exception.Message, StringComparison.Ordinal);
    }

    // [rpch 3.2.2.5.11/9-13]
    [Theory]
    [InlineData("phrase", "", "Content-Length: 0\r\n", "phrase")]                         // Windows Server 2003 and before
    [InlineData("", "RPC EEInfo:body\r\n\r\n", "", "body")]                              // in the body alone, to its CRLF: nothing closes
    [InlineData("phrase", "RPC EEInfo:body\r\n", "Content-Length: BODY\r\n", "body")]    // 3.2.2.5.11: the body goes before the phrase
    [InlineData("phrase", "RPC EEInfo:AAAA\r\n", "", "phrase")]                           // unless nothing can be made of it
    [InlineData("phrase", "", "Content-Length: 100\r\n", "phrase")]                       // or it doesn't come
    [InlineData("AAAA", "<html>sorry</html>\r\n", "", null)]
    [Trait(Category.Name, Category.Slow)]
    public async Task What_a_proxy_tells_beyond_the_error_code_is_in_the_exception(string phrase, string body, string header, string? told)
    {
        string From(string where) => EncodedEEInfo.Encode(new ExtendedErrorInfo { ComputerName = where });
        phrase = phrase == "phrase" ? From(phrase) : phrase;
        body = body.Replace("body", From("body"), StringComparison.Ordinal);
        header = header.Replace("BODY", body.Length.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal);
        Task<RpcHttpConnection> opening = RpcHttpConnection.OpenAsync(Options());
        using ScriptedExchange @in = await _inbound.AcceptRequestAsync();
        using ScriptedExchange @out = await _outbound.AcceptRequestAsync();

        string eeInfo = phrase.Length > 0 ? $", EEInfo: {phrase}" : "";
        await @out.WriteAsync($"HTTP/1.0 503 RPC Error: 6ba{eeInfo}\r\n{header}\r\n");
        await @out.WriteAsync(body);

        RpcHttpOpenException exception = await Assert.ThrowsAsync<RpcHttpOpenException>(() => opening.WaitAsync(ScriptedExchange.Patience));
        Assert.Equal(0x6BAu, exception.RpcError);
        Assert.Equal(told, exception.ExtendedError.SingleOrDefault()?.ComputerName);
    }

    [Fact]
    public async Task A_proxy_that_isnt_there_is_told()
    {
        Task<RpcHttpConnection> opening = RpcHttpConnection.OpenAsync(Options() with { OutboundProxy = ScriptedProxy.Nobody });
        using ScriptedExchange @in = await _inbound.AcceptAsync();
        try
        {
            await @in.ReadToEndAsync();
            @in.Finish();
        }
        catch (IOException)
        {
            // The other channel, established too late for a connection that has ended already, is reset.
        }

        RpcHttpOpenException exception = await Assert.ThrowsAsync<RpcHttpOpenException>(() => opening);

        Assert.Equal(CloseReason.ServerUnreachable, exception.Reason);
        Assert.Contains("the outbound proxy", exception.Message, StringComparison.Ordinal);
    }
}
