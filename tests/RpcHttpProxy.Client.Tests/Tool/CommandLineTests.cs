using RpcHttpProxy.Protocol;
using RpcHttpProxy.Tool;

namespace RpcHttpProxy.Client.Tests.Tool;

public sealed class CommandLineTests : IDisposable
{
    private static readonly string[] s_commands =
        ["proxy", "backend", "demo", "echo", "determine", "open", "call", "trace", "diagrams", "simulate"];

    private readonly ScriptedProxy _proxy = new();

    public void Dispose() => _proxy.Dispose();

    public static TheoryData<string> Commands => new(s_commands);

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task Every_command_has_help_with_an_example(string command)
    {
        (int code, string output, string error) = await RunAsync(command, "--help");

        Assert.Equal((0, ""), (code, error));
        Assert.Contains($"rpchttp {command}", output[output.IndexOf("Example", StringComparison.Ordinal)..], StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_root_lists_every_command_and_a_first_step()
    {
        (int code, string output, _) = await RunAsync("--help");

        Assert.Equal(0, code);
        foreach (string command in s_commands)
        {
            Assert.Contains($"\n  {command} ", output, StringComparison.Ordinal);
        }

        Assert.Contains("rpchttp demo", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_version_is_told()
    {
        (int code, string output, _) = await RunAsync("--version");

        Assert.Equal(0, code);
        Assert.Matches(@"^rpchttp \d+\.\d+\.\d+", output);
    }

    [Theory]
    [InlineData("", "Required command")]
    [InlineData("bogus", "'bogus'.\nTry: ")]
    [InlineData("simulate --seeds 0", "--seeds is at least 1")]
    [InlineData("simulate --seed 1 --seeds 2", "neither --seeds nor --from")]
    [InlineData("echo", "'--proxy' is required")]
    [InlineData("echo --proxy nowhere", "\"nowhere\" is no URL")]
    [InlineData("echo --proxy https://proxy --user alice", "--user needs --password-stdin")]
    [InlineData("echo --proxy https://proxy --password-stdin", "of no use without --user")]
    [InlineData("echo --proxy https://proxy --auth ntlm", "need --user")]
    [InlineData("echo --proxy https://proxy --auth digest", "digest")]
    [InlineData("echo --proxy http://proxy --user alice --password-stdin", "show the password to everybody")]
    [InlineData("echo --proxy https://proxy --ca /there/is/no/such.pem", "such.pem")]
    [InlineData("echo --proxy https://proxy --ca /dev/null", "no certificate in PEM")]
    [InlineData("echo --proxy https://proxy --client-cert /dev/null", "null: ")]
    [InlineData("open --inbound https://proxy --server a:1 --user alice", "--user needs --password-stdin")]
    [InlineData("echo --proxy http://proxy --method sideways", "none of in, out")]
    [InlineData("determine --proxy http://proxy --http-proxy ftp://gateway", "no URL")]
    [InlineData("open --inbound http://proxy", "'--server' is required")]
    [InlineData("open --inbound http://proxy --server nonsense", "no port")]
    [InlineData("open --inbound http://proxy --server a:1 --window 1", "8,192–262,144")]
    [InlineData("open --inbound http://proxy --server a:1 --receive-window 1k", "8,192–262,144")]
    [InlineData("open --inbound http://proxy --server a:1 --receive-window 5G", "more than 4294967295")]
    [InlineData("open --inbound http://proxy --server a:1 --channel-lifetime 1k", "128 KiB–2 GiB")]
    [InlineData("open --inbound http://proxy --server a:1 --keep-alive 1", "0 or at least 1,000 ms")]
    [InlineData("open --inbound http://proxy --inbound nowhere --server a:1", "\"nowhere\" is no URL")]
    [InlineData("call --inbound http://proxy --server a:1", "Required argument")]
    [InlineData("call --inbound http://proxy --server a:1 dance", "none of addone")]
    [InlineData("call --inbound http://proxy --server a:1 addone", "addone needs N")]
    [InlineData("call --inbound http://proxy --server a:1 addone 4294967296", "at most 4294967295")]
    [InlineData("call --inbound http://proxy --server a:1 sink much", "\"much\" is no number")]
    [InlineData("call --inbound http://proxy --server a:1 mgmt 1", "mgmt takes no number")]
    [InlineData("proxy", "Proxy:Listen")]
    [InlineData("proxy --listen ftp://here --allow nonsense", "Proxy:AllowedTargets: 'nonsense'")]
    [InlineData("proxy --role sideways", "sideways")]
    [InlineData("proxy --listen http://127.0.0.1:0 --channel-lifetime 64k", "Proxy:OutChannelLifetime")]
    [InlineData("proxy --listen http://127.0.0.1:0 --receive-window 1M", "Proxy:ReceiveWindowSize")]
    [InlineData("proxy --set nonsense", "KEY=VALUE is expected")]
    [InlineData("proxy --log-level loud", "'loud' for option '--log-level'. Did you mean")]
    [InlineData("open --inbound http://proxy --server a:1 --keep-alive soon", "'soon' for option '--keep-alive'")]
    [InlineData("proxy --set Proxy:AllowedTarget:0=a:1", "Proxy:AllowedTarget: there is no such setting; known here are AcknowledgmentGrace, AllowedTargets, ")]
    [InlineData("proxy --set Proxy:AllowedTargets=a:1", "Proxy:AllowedTargets: a list is expected")]
    [InlineData("backend --set Backend:Endpoints:0:Listn=127.0.0.1:1", "Backend:Endpoints:0:Listn: there is no such setting")]
    [InlineData("proxy --set Proxy:SetupTimeout=soon --listen http://127.0.0.1:0", "Proxy:SetupTimeout")]
    [InlineData("proxy --set Proxy:SetupTimeout=30 --listen http://127.0.0.1:0", "Proxy:SetupTimeout: '30' is no time such as 00:00:30: for 30 seconds write 00:00:30")]
    [InlineData("proxy --set Proxy:ReceiveWindowSize= --listen http://127.0.0.1:0", "Proxy:ReceiveWindowSize: '' is no whole number")]
    [InlineData("backend", "Backend:Endpoints")]
    [InlineData("backend --service echo", "--service needs --listen")]
    [InlineData("backend --listen 127.0.0.1:0 --receive-window 1", "Backend:ReceiveWindowSize")]
    [InlineData("backend --listen 127.0.0.1:0 --service tea", "neither echo nor tcp:HOST:PORT")]
    [InlineData("backend --listen 127.0.0.1:0 --service echo --service echo", "1 addresses and 2 services")]
    [InlineData("trace", "DIR|FILE")]
    [InlineData("trace /there/is/no/such/directory", "no file or directory")]
    [InlineData("trace / --format poem", "none of ladder")]
    public async Task Wrong_usage_is_exit_code_2_and_told_on_standard_error(string arguments, string text)
    {
        (int code, string output, string error) = await RunAsync(arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries));

        Assert.Equal((2, ""), (code, output));
        Assert.Contains(text, error, StringComparison.Ordinal);
        Assert.StartsWith("rpchttp: ", error, StringComparison.Ordinal);
        Assert.DoesNotContain("System.", error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("proxy --listen http://ADDRESS", "can't listen at http://ADDRESS: another program listens there already")]
    [InlineData("proxy --listen http://192.0.2.1:0 --auth anonymous", "can't listen at http://192.0.2.1:0: this machine has no such address")]
    [InlineData("proxy --listen http://127.0.0.1:0 --admin http://ADDRESS", "can't listen at http://ADDRESS: another program listens there already")]
    [InlineData("proxy --listen http://127.0.0.1:0 --admin http://192.0.2.1:0", "can't listen at http://192.0.2.1:0: this machine has no such address")]
    [InlineData("backend --listen ADDRESS", "can't listen at ADDRESS: another program listens there already")]
    [InlineData("backend --listen 192.0.2.1:0", "can't listen at 192.0.2.1:0: this machine has no such address")]
    public async Task An_address_that_cannot_be_had_is_exit_code_1_and_one_line_that_names_it(string arguments, string text)
    {
        string taken = _proxy.Url.GetComponents(UriComponents.HostAndPort, UriFormat.Unescaped);

        (int code, string output, string error) = await RunAsync(arguments.Replace("ADDRESS", taken, StringComparison.Ordinal).Split(' '));

        Assert.Equal((1, ""), (code, output));
        Assert.Equal($"rpchttp: {text.Replace("ADDRESS", taken, StringComparison.Ordinal)}{Environment.NewLine}", error);
    }

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

    [Theory]
    [InlineData("HTTP/1.1 503 RPC Error: 5\r\nContent-Length: 0\r\n\r\n", "Hint: the proxy's rules allow this user no such server")]
    [InlineData("HTTP/1.1 503 RPC Error: 6ba\r\nContent-Length: 0\r\n\r\n", "Hint: the proxy can't reach the server")]
    [InlineData("HTTP/1.1 503 Service Unavailable\r\nRetry-After: 7\r\nContent-Length: 0\r\n\r\n", "(retry after 7 s)")]
    [InlineData("HTTP/1.1 503 Service Unavailable\r\nRetry-After: 7\r\nContent-Length: 0\r\n\r\n", "Hint: the proxy did not look at the password: wait so long")]
    public async Task Whoever_is_refused_is_told_what_to_do(string answer, string text)
    {
        Task<(int Code, string Output, string Error)> running = RunAsync("open", "--inbound", _proxy.Url.ToString(), "--server", "a:1");
        using ScriptedExchange first = await _proxy.AcceptRequestAsync();
        using ScriptedExchange second = await _proxy.AcceptRequestAsync();
        foreach (ScriptedExchange exchange in new[] { first, second })
        {
            await exchange.WriteAsync(answer);
            exchange.Finish();
        }

        (int code, string output, string error) = await running.WaitAsync(ScriptedExchange.Patience);
        Assert.Equal((1, ""), (code, output));
        Assert.Contains(text, error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("proxy --check --listen https://127.0.0.1:0", 2, "", "Proxy:Tls: an https listener needs a certificate")]
    [InlineData("proxy --check --listen http://ADDRESS --allow a:1", 0, "inbound and outbound proxy at http://ADDRESS\n", "")] // in use, and not asked for
    [InlineData("proxy --check --listen http://127.0.0.1:0", 0, "no targets are allowed\n", "rpchttp: warning: no targets are allowed")]
    [InlineData("backend --check --listen ADDRESS --service echo", 0, "server at ADDRESS, service echo\n", "")]
    public async Task A_check_reads_everything_and_listens_nowhere(string arguments, int expected, string served, string told)
    {
        string taken = _proxy.Url.GetComponents(UriComponents.HostAndPort, UriFormat.Unescaped);

        (int code, string output, string error) = await RunAsync(arguments.Replace("ADDRESS", taken, StringComparison.Ordinal).Split(' '));

        Assert.Equal(expected, code);
        Assert.Contains(served.Replace("ADDRESS", taken, StringComparison.Ordinal), output, StringComparison.Ordinal);
        Assert.Contains(told, error, StringComparison.Ordinal);
        Assert.Equal(told.Length == 0, error.Length == 0);
    }

    public static TheoryData<string> AllCommands =>
        new([.. s_commands, "bench call", "bench idle", "bench open", "bench serve", "bench stream", "user add", "user list", "user remove"]);

    [Theory]
    [MemberData(nameof(AllCommands))]
    public async Task Help_leaves_room_for_descriptions_and_tells_each_default_once(string command)
    {
        (_, string output, _) = await RunAsync([.. command.Split(' '), "--help"]);
        string[] lines = output.Split('\n');
        int from = Array.FindIndex(lines, line => line.StartsWith("Options:", StringComparison.Ordinal)) + 1;
        string[] options = [.. lines.Skip(from).TakeWhile(line => line.StartsWith("  ", StringComparison.Ordinal))];

        Assert.NotEmpty(options);
        string entry = "";
        foreach (string line in options)
        {
            entry = line.StartsWith("  -", StringComparison.Ordinal) ? line : $"{entry} {line.Trim()}";
            Assert.False(entry.Contains("[default:", StringComparison.Ordinal) && entry.Contains("when left out", StringComparison.Ordinal), entry);
            string usage = line.Split("  ", StringSplitOptions.RemoveEmptyEntries)[0];
            Assert.Equal(usage.Count(c => c == '<'), usage.Count(c => c == '>')); // not broken over two lines
        }
    }

    [Theory]
    [InlineData("bench", "rpchttp bench stream")]
    [InlineData("user", "rpchttp user list")]
    public async Task A_group_of_commands_shows_an_example_of_each(string group, string example)
    {
        (int code, string output, _) = await RunAsync(group, "--help");

        Assert.Equal(0, code);
        Assert.Contains(example, output, StringComparison.Ordinal);
        Assert.DoesNotContain("rpchttp demo", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Output_that_cannot_be_written_is_exit_code_1_and_one_line()
    {
        StringWriter error = new();

        int code = await ToolRoot.RunAsync(["--version"], new FullDisk(), error);

        Assert.Equal(1, code);
        Assert.Equal($"rpchttp: No space left on device{Environment.NewLine}", error.ToString());
    }

    [Fact]
    public async Task Removing_a_user_makes_no_file()
    {
        string file = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());

        (int code, _, _) = await RunAsync("user", "remove", "--users", file, "alice");

        Assert.Equal(1, code);
        Assert.False(File.Exists(file));
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
            Hint: the proxy can't reach the server: does one run there, and does --server name it as the proxy sees it? TargetNotReached in the proxy's log says why

            """,
            error,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_echo_is_exit_code_0_and_told_on_standard_output()
    {
        Task<(int Code, string Output, string Error)> running = RunAsync("echo", "--proxy", _proxy.Url.ToString(), "--method", "out");
        using ScriptedExchange exchange = await _proxy.AcceptRequestAsync();
        Assert.StartsWith("RPC_OUT_DATA ", exchange.Head, StringComparison.Ordinal);
        await exchange.WriteAsync("HTTP/1.1 200 Success\r\nContent-Length: 20\r\n\r\n");
        await exchange.WriteAsync(RtsPdus.Echo());

        (int code, string output, string error) = await running.WaitAsync(ScriptedExchange.Patience);
        Assert.Equal((0, ""), (code, error));
        Assert.Contains("echoes as outbound proxy", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Determining_without_an_answer_is_exit_code_1()
    {
        (int code, string output, string error) = await RunAsync("determine", "--proxy", ScriptedProxy.Nobody.ToString());

        Assert.Equal((1, ""), (code, output));
        Assert.StartsWith("no connection: every echo failed", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_demo_opens_calls_and_draws_the_ladder_of_the_conn_sequence()
    {
        (int code, string output, string error) = await RunAsync("demo", "--ascii").WaitAsync(ScriptedExchange.Patience);

        Assert.Equal((0, ""), (code, error));
        Assert.Contains("AddOne(41) = 42", output, StringComparison.Ordinal);
        Assert.Contains("60,000 bytes came back unchanged", output, StringComparison.Ordinal);
        string[] sequence = ["CONN/A1", "CONN/A2", "CONN/A3", "CONN/B1", "CONN/B2", "CONN/B3", "CONN/C1", "CONN/C2"];
        Assert.All(sequence, pdu => Assert.Contains($" {pdu} ", output, StringComparison.Ordinal));
        Assert.DoesNotContain(output, c => c > 0x7E && output.IndexOf("timeline", StringComparison.Ordinal) < output.IndexOf(c, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("proxy", "--listen", "http://127.0.0.1:0")]
    [InlineData("backend", "--listen", "127.0.0.1:0")]
    public async Task A_host_that_is_told_to_stop_leaves_with_0(params string[] arguments)
    {
        using CancellationTokenSource stop = new();
        Task<(int Code, string Output, string Error)> running = RunAsync([.. arguments, "--set", "Log:Console=false"], stop.Token);
        await stop.CancelAsync();

        Assert.Equal(0, (await running.WaitAsync(ScriptedExchange.Patience)).Code);
    }

    private static Task<(int Code, string Output, string Error)> RunAsync(params string[] arguments) =>
        RunAsync(arguments, CancellationToken.None);

    private static async Task<(int Code, string Output, string Error)> RunAsync(string[] arguments, CancellationToken cancellation)
    {
        StringWriter output = new();
        StringWriter error = new();
        int code = await ToolRoot.RunAsync(arguments, output, error, cancellation);
        return (code, output.ToString(), error.ToString());
    }

    private sealed class FullDisk : StringWriter
    {
        public override void WriteLine(string? value) => throw new IOException("No space left on device");
    }
}
