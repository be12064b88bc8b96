using System.Diagnostics;
using RpcHttpProxy.Client;
using RpcHttpProxy.Core;
using RpcHttpProxy.EndToEnd.Tests.Kit;
using RpcHttpProxy.TestKit;

namespace RpcHttpProxy.EndToEnd.Tests.Processes;

/// <summary>Processes that are ended, gently or not, with connections open.</summary>
[Collection(nameof(WholeProcess))]
[Trait(Category.Name, Category.Slow)]
public class SignalTests
{
    private static readonly TimeSpan s_few = TimeSpan.FromSeconds(5);

    public enum Which
    {
        Inbound,
        Outbound,
        Backend,
    }

    [Theory]
    [InlineData(Which.Inbound)]
    [InlineData(Which.Outbound)]
    [InlineData(Which.Backend)]
    public async Task SIGTERM_ends_a_role_within_seconds_and_its_connections_in_order(Which which)
    {
        await using RoleProcesses roles = await RoleProcesses.StartAsync();
        await using RpcHttpConnection connection = await OpenAsync(roles);
        long begun = Stopwatch.GetTimestamp();

        int exitCode = await Role(roles, which).TerminateAsync();

        Assert.Equal(0, exitCode);
        Assert.InRange(Stopwatch.GetElapsedTime(begun), TimeSpan.Zero, s_few);
        await connection.Ended.WaitAsync(Patience.Limit);
        Assert.True(connection.Reason!.Value.IsOrderly(), $"{connection.Reason}: {connection.Detail}");
        await OthersHoldNothingAsync(roles, which);
    }

    [Fact]
    public async Task A_proxy_that_is_told_to_stop_serves_who_is_there_refuses_who_comes_and_ends_with_the_last()
    {
        await using RoleProcesses roles = await RoleProcesses.StartAsync(drain: TimeSpan.FromMinutes(5));
        await using RpcHttpConnection connection = await OpenAsync(roles);

        roles.Inbound.RequestEnd();
        await roles.Inbound.SaysAsync("Draining: 1 virtual connections");
        var refused = await Assert.ThrowsAnyAsync<Exception>(() => OpenAsync(roles));
        Assert.Contains("6bb", refused.ToString(), StringComparison.OrdinalIgnoreCase);
        Assert.Null(connection.Reason);

        await connection.DisposeAsync();
        Assert.Equal(0, await roles.Inbound.ExitCodeAsync());
    }

    [Fact]
    public async Task SIGHUP_reads_who_may_go_where_again_and_ends_nothing()
    {
        using var directory = new ScratchDirectory();
        directory.File("proxy.json", """{ "Proxy": { "AllowedTargets": [ "one:1" ] } }""");
        string run = $"cd '{directory.Path}' && exec {string.Join(' ', RpcHttp.Program)} proxy --listen http://127.0.0.1:0 --config proxy.json";
        await using RunningProgram proxy = RunningProgram.Start("bash", "-c", run);
        await proxy.SaysAsync("allowed: one:1");

        proxy.RequestReload();
        await proxy.SaysAsync("reloaded: 1 entries");
        Assert.Equal(0, await proxy.TerminateAsync());
    }

    [Fact]
    public async Task What_lies_in_the_working_directory_is_no_configuration_and_an_operator_is_told()
    {
        using var directory = new ScratchDirectory();
        directory.File("appsettings.json", """{ "Proxy": { "AllowedTargets": [ "one:1" ] } }""");
        string run = $"cd '{directory.Path}' && exec {string.Join(' ', RpcHttp.Program)} proxy --listen http://127.0.0.1:0 2>&1";
        await using RunningProgram proxy = RunningProgram.Start("bash", "-c", run);

        await proxy.SaysAsync("rpchttp: appsettings.json in the working directory is not read; --config appsettings.json reads it");
        await proxy.SaysAsync("no targets are allowed");
        Assert.Equal(0, await proxy.TerminateAsync());
    }

    [Fact]
    public async Task A_second_SIGTERM_ends_a_proxy_at_once()
    {
        await using RoleProcesses roles = await RoleProcesses.StartAsync(drain: TimeSpan.FromMinutes(5));
        await using RpcHttpConnection connection = await OpenAsync(roles);
        roles.Inbound.RequestEnd();
        await roles.Inbound.SaysAsync("Draining: ");

        long begun = Stopwatch.GetTimestamp();
        Assert.Equal(143, await roles.Inbound.TerminateAsync()); // 128 and SIGTERM
        Assert.InRange(Stopwatch.GetElapsedTime(begun), TimeSpan.Zero, s_few);
    }

    [Theory]
    [InlineData(Which.Inbound)]
    [InlineData(Which.Outbound)]
    [InlineData(Which.Backend)]
    public async Task A_role_that_is_killed_is_noticed_by_all_others(Which which)
    {
        await using RoleProcesses roles = await RoleProcesses.StartAsync();
        await using RpcHttpConnection connection = await OpenAsync(roles);

        Role(roles, which).Kill();

        await connection.Ended.WaitAsync(Patience.Limit);
        await OthersHoldNothingAsync(roles, which);
    }

    private static RunningProgram Role(RoleProcesses roles, Which which) => which switch
    {
        Which.Inbound => roles.Inbound,
        Which.Outbound => roles.Outbound,
        _ => roles.Backend,
    };

    private static async Task OthersHoldNothingAsync(RoleProcesses roles, Which which)
    {
        foreach (Which other in Enum.GetValues<Which>().Where(one => one != which))
        {
            await roles.HoldsNothingAsync(Role(roles, other));
        }
    }

    private static Task<RpcHttpConnection> OpenAsync(RoleProcesses roles) => RpcHttpConnection.OpenAsync(
        new RpcHttpConnectionOptions { InboundProxy = roles.InboundUrl, OutboundProxy = roles.OutboundUrl, Server = roles.Server });
}
