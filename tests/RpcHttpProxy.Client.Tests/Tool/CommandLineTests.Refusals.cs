using RpcHttpProxy.Protocol;

namespace RpcHttpProxy.Client.Tests.Tool;

/* What a command says when a proxy refuses. */
public sealed partial class CommandLineTests
{
    [Theory]
    [InlineData("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n", "Hint: is it an RPC over HTTP proxy")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nHi", "Hint: is it an RPC over HTTP proxy")]
    [InlineData("HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: NTLM\r\nContent-Length: 0\r\n\r\n", "Hint: --user NAME")]
    [InlineData("", "Hint: does it speak plain http:// there")]
    public async Task Whoever_asks_the_wrong_server_is_told_what_to_do(string answer, string hint)
    {
        foreach (string command in (string[])["echo --proxy URL", "determine --proxy URL", "open --inbound URL --server a:1"])
        {
            Task<(int Code, string Output, string Error)> running =
                RunAsync(command.Replace("URL", _proxy.Url.ToString(), StringComparison.Ordinal).Split(' '));
            using ScriptedExchange first = await _proxy.AcceptRequestAsync();
            using ScriptedExchange? second = command.StartsWith("open", StringComparison.Ordinal) ? await _proxy.AcceptRequestAsync() : null;
            foreach (ScriptedExchange exchange in new[] { first, second }.OfType<ScriptedExchange>())
            {
                await exchange.WriteAsync(answer);
                exchange.Finish();
            }

            (int code, string output, string error) = await running.WaitAsync(ScriptedExchange.Patience);
            Assert.Equal((1, ""), (code, output));
            Assert.Contains(hint, error, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_refusal_is_exit_code_1_with_the_rpc_error_and_its_name()
    {
        Task<(int Code, string Output, string Error)> running =
            RunAsync("call", "--inbound", _proxy.Url.ToString(), "--server", "server:1", "addone", "41");
        using ScriptedExchange first = await _proxy.AcceptRequestAsync();
        using ScriptedExchange second = await _proxy.AcceptRequestAsync();
        foreach (ScriptedExchange exchange in new[] { first, second })
        {
            await exchange.WriteAsync("HTTP/1.1 503 RPC Error: 5\r\nContent-Length: 0\r\n\r\n");
            exchange.Finish();
        }

        (int code, string output, string error) = await running.WaitAsync(ScriptedExchange.Patience);
        Assert.Equal((1, ""), (code, output));
        Assert.Contains("RPC error: 5 ERROR_ACCESS_DENIED", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_proxy_tells_about_an_error_is_told_line_by_line()
    {
        var connecting = new ExtendedErrorInfo
        {
            ComputerName = "gw7",
            ProcessID = 42,
            TimeStamp = new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero).ToFileTime(),
            GeneratingComponent = GeneratingComponents.RpcOverHttpProxy,
            Status = Win32RpcError.RPC_S_SERVER_UNAVAILABLE,
            DetectionLocation = GeneratingComponents.ConnectFailed,
            Flags = ExtendedErrorFlags.NextRecordsMissing,
            Params = [new ExtendedErrorParam.UnicodeString("b:6001\u001b[2J\u202e"), new ExtendedErrorParam.LVal(7)],
        };
        var winsock = new ExtendedErrorInfo { TimeStamp = -1, GeneratingComponent = 8, Status = 10061, DetectionLocation = 311 };
        string encoded = EncodedEEInfo.Encode(connecting, winsock);
        Task<(int Code, string Output, string Error)> running =
            RunAsync("call", "--inbound", _proxy.Url.ToString(), "--server", "server:1", "addone", "41");
        using ScriptedExchange first = await _proxy.AcceptRequestAsync();
        using ScriptedExchange second = await _proxy.AcceptRequestAsync();
        foreach (ScriptedExchange exchange in new[] { first, second })
        {
            await exchange.WriteAsync($"HTTP/1.0 503 {RpcErrorText.Format(0x6ba, encoded)}\r\n\r\n");
            exchange.Finish();
        }

        (int code, _, string error) = await running.WaitAsync(ScriptedExchange.Patience);
        Assert.Equal(1, code);
        Assert.EndsWith(
            """
            RPC error: 6ba RPC_S_SERVER_UNAVAILABLE
              gw7 process 42, 2026-03-01 12:00:00Z: RPC over HTTP proxy, connecting to the server: 6ba RPC_S_SERVER_UNAVAILABLE (NextRecordsMissing), "b:6001.[2J.", 7
              a node without a name, at no known time: Winsock, location 311: 274d WSAECONNREFUSED

            """,
            error,
            StringComparison.Ordinal);
    }
}
