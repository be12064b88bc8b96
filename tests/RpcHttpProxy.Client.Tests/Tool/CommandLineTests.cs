using RpcHttpProxy.Protocol;
using RpcHttpProxy.Tool;

namespace RpcHttpProxy.Client.Tests.Tool;

public sealed partial class CommandLineTests : IDisposable
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
    [InlineData("bench", "rpchttp bench stream")]
    [InlineData("user", "rpchttp user list")]
    [InlineData("throttled", "rpchttp throttled list")]
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
