using System.Text.Json;

namespace RpcHttpProxy.Client.Tests.Tool;

public class RuntimeTests
{
    [Fact]
    public void The_tool_runs_on_no_major_version_that_it_was_not_built_for()
    {
        using JsonDocument said = JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "rpchttp.runtimeconfig.json")));

        string? rollForward = said.RootElement.GetProperty("runtimeOptions").TryGetProperty("rollForward", out JsonElement how) ? how.GetString() : "Minor";

        Assert.Contains(rollForward, (string[])["Minor", "LatestMinor", "LatestPatch"]); // Major, LatestMajor, Disable are the others there are
    }
}
