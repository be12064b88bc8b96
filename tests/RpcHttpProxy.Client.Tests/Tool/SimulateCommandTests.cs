using RpcHttpProxy.Simulation;
using RpcHttpProxy.Tool;

namespace RpcHttpProxy.Client.Tests.Tool;

public sealed class SimulateCommandTests
{
    [Fact]
    public async Task Seeds_are_run_and_what_they_reached_is_told_with_what_they_did_not()
    {
        (int code, string output, string error) = await RunAsync("simulate", "--seeds", "3", "--from", "40");

        Assert.Equal((0, ""), (code, error));
        Assert.Matches(@"\n +[1-9]\d* ServerOpen: ServiceW --ServiceConnected--> Opened\n", output);
        Assert.Matches(@"\n +0 InboundProxy: Open_Start --EchoRequest--> Finished \(answered without a session", output);
        Assert.Contains("\nseeds 40 to 42: all invariants held; ", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_seed_is_replayed_with_its_transcript_and_is_the_same_every_time()
    {
        (int code, string output, string error) = await RunAsync("simulate", "--seed", "40");

        Assert.Equal((0, ""), (code, error));
        Assert.Contains("CONN/A1 {", output, StringComparison.Ordinal);
        Assert.EndsWith($"transcript {Simulator.Run(40).Fingerprint:x16}, all invariants held\n", output, StringComparison.Ordinal);
    }

    private static async Task<(int Code, string Output, string Error)> RunAsync(params string[] arguments)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        return (await ToolRoot.RunAsync(arguments, output, error), output.ToString(), error.ToString());
    }
}
