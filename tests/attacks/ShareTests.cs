using System.Diagnostics;
using System.Net;
using RpcHttpProxy.Attacks.Tests.Kit;

namespace RpcHttpProxy.Attacks.Tests;

/// <summary>One client takes all it is let of what all share. A neighbour calls AddOne all the while, and waits no longer for it than before.</summary>
public sealed class ShareTests : IAsyncLifetime
{
    private const int Connections = 400;
    private const int Attempts = 1_500;
    private const int Calls = 5;
    private const string Mallory = "127.0.0.66";

    private static readonly TimeSpan s_time = TimeSpan.FromSeconds(60);

    private static readonly string[] s_longTimes = ["FirstPduTimeout", "Limits:HeadTimeout", "Limits:IdleTimeout"];

    private readonly ScratchDirectory _scratch = new();
    private string _users = null!;

    public async Task InitializeAsync()
    {
        await Users.AddAsync(_scratch, "alice", "right");
        _users = await Users.AddAsync(_scratch, "mallory", "right");
    }

    public Task DisposeAsync()
    {
        _scratch.Dispose();
        return Task.CompletedTask;
    }

    [Fact]
    public async Task An_address_that_takes_all_connections_it_is_let_leaves_others_theirs() =>
        await AttackAsync(proxy => Crowd.OfSilent(proxy, Attempts, s_time, Mallory), "Proxy:Limits:LimitLoopback=true");

    [Fact]
    [Trait(Category.Name, Category.Endurance)]
    public async Task A_principal_that_opens_all_virtual_connections_it_is_let_leaves_others_theirs()
    {
        await using Role backend = await Role.BackendAsync();
        await AttackAsync(backend, proxy => Crowd.OfOpen(proxy, backend.EndPoint, Attempts, s_time, Requests.Basic("mallory", "right")));
    }

    private async Task AttackAsync(Func<IPEndPoint, RunningTool> crowdOf, params string[] settings)
    {
        await using Role backend = await Role.BackendAsync();
        await AttackAsync(backend, crowdOf, settings);
    }

    private async Task AttackAsync(Role backend, Func<IPEndPoint, RunningTool> crowdOf, params string[] settings)
    {
        IPEndPoint encrypted = FreePort.Take();
        string[] all = [$"Proxy:Limits:MaxConnections={Connections}", .. s_longTimes.Select(setting => $"Proxy:{setting}=00:05:00"), .. settings];
        await using Role proxy = await Role.ProxyAsync(
        [
            "--listen", $"https://{encrypted}", .. Certificate.Write(_scratch), "--auth", "basic", "--users", _users, "--allow", $"{backend.EndPoint}",
            .. all.SelectMany(setting => (string[])["--set", setting]),
        ]);
        var before = Stopwatch.StartNew();
        Assert.Null(await FaultOfCallAsync(encrypted, backend, s_time));
        TimeSpan limit = Patience.AtOnce + (2 * before.Elapsed); // most of it is the start of a program

        await using RunningTool crowd = crowdOf(proxy.EndPoint);
        await Crowd.AllHaveTriedAsync(crowd, s_time);

        for (int i = 0; i < Calls; i++)
        {
            string? fault = await FaultOfCallAsync(encrypted, backend, limit);
            Attack.IsHeldOff(fault is null, $"the neighbour's call {i} failed: {fault}\nthe crowd: {crowd.Said}");
        }
    }

    /// <summary>What is wrong with one call of AddOne, by a program that opens a virtual connection for it; null when it is answered in time.</summary>
    private static async Task<string?> FaultOfCallAsync(IPEndPoint proxy, Role backend, TimeSpan limit)
    {
        var call = new Launch("call", "--inbound", $"https://{proxy}", "--server", $"{backend.EndPoint}", "--insecure", "--user", "alice", "--password-stdin", "addone", "41");
        return await RunningTool.RunAsync(call, "right", limit) switch
        {
            null => $"no answer within {limit}",
            (0, var said) when said.Contains("42", StringComparison.Ordinal) => null,
            (var code, var said) => $"exit code {code}: {said}",
        };
    }
}
