using System.Diagnostics;
using RpcHttpProxy.Client;
using RpcHttpProxy.Core;
using RpcHttpProxy.EndToEnd.Tests.Kit;

namespace RpcHttpProxy.EndToEnd.Tests.Processes;

/// <summary>Processes that are ended, gently or not, with connections open.</summary>
[Collection(nameof(WholeProcess))]
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
