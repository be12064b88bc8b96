using System.Net;
using System.Text.RegularExpressions;
using RpcHttpProxy.Attacks.Tests.Kit;

namespace RpcHttpProxy.Attacks.Tests;

/// <summary>
/// Clients that take as many connections as they are let, with or without a password, until descriptors run out. The process must live,
/// and serve again when they have gone. One after another, and nothing beside them: each needs the machine.
/// </summary>
[Collection(nameof(WholeMachine))]
public sealed class DescriptorTests : IAsyncLifetime
{
    private const int Few = 256;
    private const int Usual = 1_024;
    private const int Many = 20_000;
    private const int PerPrincipal = 1_000;     // Proxy:Limits:MaxChannelsPerPrincipal
    private const int PerCrowd = 10_500;        // two of them have more descriptors than the one they attack

    private static readonly TimeSpan s_time = TimeSpan.FromSeconds(25);

    private readonly ScratchDirectory _scratch = new();
    private string _users = null!;

    public async Task InitializeAsync() => _users = await Users.AddAsync(_scratch, "alice", "right");

    public Task DisposeAsync()
    {
        _scratch.Dispose();
        return Task.CompletedTask;
    }

    [Theory]
    [InlineData(Usual)]
    [InlineData(Many)]
    public async Task A_proxy_outlives_users_who_open_all_they_can(int descriptors)
    {
        int principals = 1 + (descriptors / (2 * PerPrincipal));
        string[] headers = [Requests.Basic("alice", "right"), .. await AddPrincipalsAsync(principals - 1)];
        await using Role backend = await Role.BackendAsync();
        await using Role proxy = await ProxyAsync(descriptors, backend);

        await using (RunningTool crowd = Crowd.OfOpen(proxy.EndPoint, backend.EndPoint, descriptors / 2, s_time, headers))
        {
            await CrowdsAreDoneAsync(proxy, crowd);
        }

        await AssertServesAsync(proxy, proxy, backend);
    }

    [Theory]
    [InlineData(Usual)]
    [InlineData(Many)]
    public async Task A_backend_outlives_clients_that_say_nothing(int descriptors)
    {
        await using Role backend = await Role.BackendAsync(new Launch { Descriptors = descriptors });
        await using Role proxy = await ProxyAsync(Many, backend);

        await AttackAsync(backend, backend.EndPoint, descriptors);

        await AssertServesAsync(backend, proxy, backend);
    }

    [Theory]
    [InlineData(Usual)]
    [InlineData(Many)]
    public async Task A_proxy_outlives_clients_of_its_admin_listener_that_say_nothing(int descriptors)
    {
        await using Role backend = await Role.BackendAsync();
        await using Role proxy = await ProxyAsync(descriptors, backend);

        await AttackAsync(proxy, proxy.Admin, descriptors);

        await AssertServesAsync(proxy, proxy, backend);
    }

    [Fact]
    public async Task Silent_clients_of_the_admin_listener_keep_no_client_out_of_the_proxy()
    {
        await using Role backend = await Role.BackendAsync();
        await using Role proxy = await ProxyAsync(Usual, backend);
        await using RunningTool crowd = Crowd.OfSilent(proxy.Admin, 2 * Usual, s_time);
        await Crowd.AllTriedAsync(crowd, s_time);

        Response? answer = await new Guesser(proxy.EndPoint).TryAsync("127.0.0.1", "alice", "right", Patience.AtOnce);

        Assert.True(answer is { Status: 200 }, $"an echo was answered: {answer?.ToString() ?? "not at all"}");
    }

    [Theory]
    [InlineData(Usual)]
    [InlineData(Many)]
    public async Task A_proxy_outlives_clients_that_say_nothing(int descriptors)
    {
        await using Role backend = await Role.BackendAsync();
        await using Role proxy = await ProxyAsync(descriptors, backend);

        await AttackAsync(proxy, proxy.EndPoint, descriptors);

        await AssertServesAsync(proxy, proxy, backend);
    }

    [Theory]
    [InlineData("proxy", "http://")]
    [InlineData("backend", "")]
    public async Task With_few_descriptors_a_role_lives_or_says_at_start_how_many_it_needs(string command, string protocol)
    {
        await using Role backend = await Role.BackendAsync();
        string[] options = command == "proxy" ? ProxyOptions(backend) : [];
        await using Role role = Role.Begin(new Launch(options) { Descriptors = Few }, command, protocol);
        await Patience.UntilAsync(async () => role.Tool.HasEnded || await role.IsReadyAsync(), () => role.Tool.Said);
        if (role.Tool.HasEnded)
        {
            Assert.True(NamesANumberAbove(Few, role.Tool.Said), $"it ended with {role.Tool.ExitCode} and names no number:\n{role.Tool.Said}");
            return;
        }

        await using (RunningTool silent = Crowd.OfSilent(role.EndPoint, Few, s_time))
        await using (RunningTool visitors = Crowd.OfSilent(role.Admin, Few, s_time))
        {
            await CrowdsAreDoneAsync(role, silent, visitors);
        }

        await Patience.UntilAsync(async () => role.Tool.HasEnded || await role.IsReadyAsync(), () => $"it doesn't serve again:\n{role.Tool.Said}");
        role.Tool.AssertRuns();
    }

    private static bool NamesANumberAbove(int limit, string said) =>
        Regex.Matches(said, @"\b\d{3,5}\b").Any(number => int.Parse(number.Value, System.Globalization.CultureInfo.InvariantCulture) > limit);

    private string[] ProxyOptions(Role backend) => ["--auth", "basic", "--users", _users, "--allow", $"{backend.EndPoint}"];

    private Task<Role> ProxyAsync(int descriptors, Role backend) => Role.ProxyAsync(new Launch(ProxyOptions(backend)) { Descriptors = descriptors });

    private async Task<string[]> AddPrincipalsAsync(int count)
    {
        string[] names = [.. Enumerable.Range(0, count).Select(i => $"user{i}")];
        foreach (string name in names)
        {
            await Users.AddAsync(_scratch, name, "right");
        }

        return [.. names.Select(name => Requests.Basic(name, "right"))];
    }

    /// <summary>More silent connections than there are descriptors, and meanwhile something to do: what sleeps needs no thread.</summary>
    private static async Task AttackAsync(Role role, IPEndPoint target, int descriptors)
    {
        int crowds = 1 + (descriptors / PerCrowd);
        RunningTool[] all = [.. Enumerable.Range(0, crowds).Select(_ => Crowd.OfSilent(target, Math.Min(PerCrowd, 2 * descriptors), s_time))];
        try
        {
            await CrowdsAreDoneAsync(role, all);
        }
        finally
        {
            foreach (RunningTool crowd in all)
            {
                await crowd.DisposeAsync();
            }
        }
    }

    /// <summary>Waits until the crowds hold all they get, or the process has died of them; asks it for work meanwhile and a while longer.</summary>
    private static async Task CrowdsAreDoneAsync(Role role, params RunningTool[] crowds)
    {
        using var enough = new CancellationTokenSource();
        Task bustle = BustleAsync(role, enough.Token);
        Task[] done = [.. crowds.Select(crowd => Crowd.AllTriedAsync(crowd, s_time))];
        await Patience.UntilAsync(() => role.Tool.HasEnded || done.All(one => one.IsCompleted), () => "the crowds are not done", s_time + Patience.Limit);
        bool hasDied = await role.Tool.EndsAsync(Patience.AtOnce);
        await enough.CancelAsync();
        await bustle;
        if (!hasDied)
        {
            await Task.WhenAll(done);
        }

        role.Tool.AssertRuns();
    }

    private static Task BustleAsync(Role role, CancellationToken enough) => Task.WhenAll(Enumerable.Range(0, 8).Select(async _ =>
    {
        while (!enough.IsCancellationRequested && !role.Tool.HasEnded)
        {
            await role.IsReadyAsync();
        }
    }));

    private static async Task AssertServesAsync(Role attacked, Role proxy, Role backend)
    {
        string last = "";
        await Patience.UntilAsync(
            async () =>
            {
                attacked.Tool.AssertRuns();
                try
                {
                    using VirtualConnection opened = await VirtualConnection.OpenAsync(
                        proxy.EndPoint, proxy.EndPoint, $"{backend.EndPoint}", Requests.Basic("alice", "right"), Patience.AtOnce);
                    return await attacked.IsReadyAsync();
                }
                catch (Exception e) when (e is System.Net.Sockets.SocketException or IOException or TimeoutException or InvalidOperationException)
                {
                    last = e.Message;
                    return false;
                }
            },
            () => $"it lives, but doesn't serve: {last}\n{attacked.Tool.Said}");
    }
}
