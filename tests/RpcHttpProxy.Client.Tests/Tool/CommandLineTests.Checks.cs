namespace RpcHttpProxy.Client.Tests.Tool;

/// <content>What a check of the settings says, and what every command's help says.</content>
public sealed partial class CommandLineTests
{
    public static TheoryData<string> AllCommands =>
        new([.. s_commands, "bench call", "bench idle", "bench open", "bench serve", "bench stream", "user add", "user list", "user remove"]);

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
}
