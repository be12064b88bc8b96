using System.Diagnostics;
using RpcHttpProxy.Differential.Tests.Cases;
using RpcHttpProxy.Differential.Tests.Roles;
using RpcHttpProxy.Differential.Tests.Tools;

namespace RpcHttpProxy.Differential.Tests.SelfTests;

/// <summary>When something is lost that all cases need, the run stops there and says what: thousands of cases that find nothing to talk to are no comparison.</summary>
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class LostTests : IAsyncLifetime
{
    private const string Name = "http: inbound: RPC_IN_DATA";

    private readonly Servers _servers = new();
    private readonly Scratch _scratch = new();
    private readonly Side _usual, _other;
    private readonly List<string> _finished = [];

    public LostTests()
    {
        string tool = Path.Combine(_scratch.Folder, "rpchttp");
        File.CreateSymbolicLink(tool, Builds.Ours);
        _usual = new Side("ours", Builds.Ours, _servers.EndPoint);
        _other = new Side("the other", tool, _servers.EndPoint);
    }

    [Fact]
    public Task A_process_that_has_ended() => Stops("the process Inbound has ended with 137", async () =>
    {
        using Process process = Process.GetProcessById((await _other.RoleAsync(Role.Inbound)).ProcessId);
        process.Kill();
        await process.WaitForExitAsync();
    });

    [Fact]
    public Task A_process_that_ends_in_a_case() => Stops("the process Inbound has ended with 137", () => Task.CompletedTask, async script =>
    {
        RoleProcess running = await script.UseAsync(Role.Inbound);
        if (script.Side != _other)
        {
            return;
        }

        using Process process = Process.GetProcessById(running.ProcessId);
        process.Kill();
        await process.WaitForExitAsync();
    });

    [Fact]
    public Task A_folder_that_is_gone() => Stops("the folder", () =>
    {
        Directory.Delete(_other.Folder, recursive: true);
        return Task.CompletedTask;
    });

    [Fact]
    public Task A_build_that_is_gone() => Stops("the build", () =>
    {
        File.Delete(_other.Tool);
        return Task.CompletedTask;
    });

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        await _usual.DisposeAsync();
        Directory.CreateDirectory(_other.Folder);
        await _other.DisposeAsync();
        _servers.Dispose();
        _scratch.Dispose();
    }

    /// <summary>One case goes well, then something is lost, and the next one says so; the one behind it isn't tried.</summary>
    private async Task Stops(string message, Func<Task> lose, Func<Script, Task>? second = null)
    {
        Case first = Case.All.Single(one => one.Name == Name);
        var comparing = new Comparing(_usual, _other, _servers) { Finished = (one, _, _) => _finished.Add(one.Name) };
        await comparing.RunAsync([first]);
        await lose();

        InvalidOperationException stop = await Assert.ThrowsAsync<InvalidOperationException>(
            () => comparing.RunAsync([first with { Name = "second", Run = second ?? first.Run }, first with { Name = "third" }]));

        Assert.StartsWith("Stopped at \"second\" with the other: ", stop.Message, StringComparison.Ordinal);
        Assert.Contains(message, stop.Message, StringComparison.Ordinal);
        Assert.Equal([Name], _finished);
        Assert.Empty(comparing.Differences);
    }
}
