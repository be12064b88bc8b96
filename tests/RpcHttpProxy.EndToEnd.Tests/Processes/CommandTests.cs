using RpcHttpProxy.EndToEnd.Tests.Kit;
using RpcHttpProxy.TestKit;

namespace RpcHttpProxy.EndToEnd.Tests.Processes;

/// <summary>The commands of `rpchttp` against three processes of itself.</summary>
[Collection(nameof(WholeProcess))]
[Trait(Category.Name, Category.Slow)]
public class CommandTests
{
    [Fact]
    public async Task Everything_a_client_can_do_gets_through_and_the_traces_tell_it_as_one_story()
    {
        using var traces = new ScratchDirectory();
        await using RoleProcesses roles = await RoleProcesses.StartAsync(traces: traces.Path);
        string[] traced = [.. roles.Where, "--trace", traces.Path];

        Assert.Contains("echoes as inbound proxy", await RpcHttp.SucceedAsync("echo", "--proxy", roles.InboundUrl.ToString()), StringComparison.Ordinal);
        Assert.Contains(
            "echoes as outbound proxy", await RpcHttp.SucceedAsync("echo", "--proxy", roles.OutboundUrl.ToString(), "--method", "out"), StringComparison.Ordinal);
        Assert.StartsWith("opened ", await RpcHttp.SucceedAsync(["open", .. roles.Where]), StringComparison.Ordinal);
        string call = await RpcHttp.SucceedAsync(["call", .. traced, "addone", "41"]);
        Assert.Contains("AddOne(41) = 42", call, StringComparison.Ordinal);
        foreach (string operation in new[] { "echodata", "sink", "source" })
        {
            await RpcHttp.SucceedAsync(["call", .. roles.Where, operation, "1M"]);
        }

        string cookie = call.Split('\n')[0].Split(' ')[^1];
        await roles.HoldsNothingAsync(roles.Inbound);
        await roles.HoldsNothingAsync(roles.Outbound);
        await roles.HoldsNothingAsync(roles.Backend);
        string ladder = await RpcHttp.SucceedAsync("trace", traces.Path, "--cookie", cookie);
        foreach (string pdu in new[] { "CONN/A1", "CONN/A2", "CONN/A3", "CONN/B1", "CONN/B2", "CONN/B3", "CONN/C1", "CONN/C2" })
        {
            Assert.Single(ladder.Split('\n'), line => line.Contains(pdu, StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task A_client_of_a_refused_server_leaves_with_1_and_the_name_of_the_error()
    {
        await using RoleProcesses roles = await RoleProcesses.StartAsync();

        (int exitCode, _, string errors) = await RpcHttp.RunAsync(
            "open", "--inbound", roles.InboundUrl.ToString(), "--outbound", roles.OutboundUrl.ToString(), "--server", "127.0.0.1:1");

        Assert.Equal(1, exitCode);
        Assert.Contains("ERROR_ACCESS_DENIED", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_terminal_that_does_not_know_its_width_gets_help_too()
    {
        await using RunningProgram terminal = RunningProgram.Start("script", "-qec", string.Join(' ', [.. RpcHttp.Program, "--help"]), "/dev/null");

        (int exitCode, string said) = await terminal.EndsAsync();

        Assert.True(exitCode == 0, said);
        Assert.Contains("rpchttp", said, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("open")]
    [InlineData("echo --proxy nowhere")]
    [InlineData("proxy --role sideways --listen http://127.0.0.1:0")]
    [InlineData("proxy --listen http://127.0.0.1:0 --allow nothing")]
    [InlineData("backend --listen 127.0.0.1:0 --service unknown")]
    public async Task Wrong_usage_leaves_with_2(string arguments)
    {
        (int exitCode, _, string errors) = await RpcHttp.RunAsync(arguments.Split(' ', StringSplitOptions.RemoveEmptyEntries));

        Assert.Equal(2, exitCode);
        Assert.NotEmpty(errors);
    }

    [Fact]
    public async Task The_demo_prints_the_whole_CONN_sequence()
    {
        string output = await RpcHttp.SucceedAsync("demo");

        Assert.Contains("AddOne(41) = 42", output, StringComparison.Ordinal);
        Assert.Contains("CONN/C2", output, StringComparison.Ordinal);
    }
}
