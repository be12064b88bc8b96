using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using RpcHttpProxy.Attacks.Tests.Kit;

namespace RpcHttpProxy.Attacks.Tests;

/// <summary>
/// Clients that take as many connections as they are let, with or without a password, until descriptors run out. The process must live,
/// and serve again when they have gone.
/// </summary>
public abstract class DescriptorAttacks(int descriptors) : IAsyncLifetime
{
    private const int Enough = 20_000;
    private const int Surplus = 1_500;          // attempts of each crowd beyond what there is room for
    private const int PerCrowd = 10_500;        // two of them have more descriptors than the one they attack

    private static readonly TimeSpan s_time = TimeSpan.FromSeconds(90); // a dozen is enough where nothing else runs

    private static readonly TimeSpan s_betweenLines = TimeSpan.FromSeconds(10);

    /* What is full of connections and dies of it has died by then: it needs a descriptor for its next thread. */
    private static readonly TimeSpan s_longestAgony = TimeSpan.FromSeconds(10);

    /* As long as the attack lasts, however slow the machine is that it runs on. */
    private static readonly string[] s_longTimes = ["FirstPduTimeout", "Limits:HeadTimeout", "Limits:IdleTimeout", "Limits:HandshakeTimeout"];

    private readonly ScratchDirectory _scratch = new();
    private string _users = null!;

    public async Task InitializeAsync() => _users = await Users.AddAsync(_scratch, "alice", "right");

    public Task DisposeAsync()
    {
        _scratch.Dispose();
        return Task.CompletedTask;
    }

    [Fact]
    public async Task A_proxy_outlives_a_user_who_opens_all_he_can()
    {
        await using Role backend = await Role.BackendAsync();
        await using Role proxy = await ProxyAsync(descriptors, backend);

        int attempts = (descriptors / 4) + Surplus;
        await using (RunningTool crowd = Crowd.OfOpen(proxy.EndPoint, backend.EndPoint, attempts, s_time, Requests.Basic("alice", "right")))
        await using (RunningTool another = Crowd.OfOpen(proxy.EndPoint, backend.EndPoint, attempts, s_time, Requests.Basic("alice", "right")))
        {
            await CrowdsAreDoneAsync(proxy, crowd, another);
        }

        await AssertServesAsync(proxy, proxy, backend);
    }

    [Fact]
    public async Task A_backend_outlives_clients_that_say_nothing()
    {
        await using Role backend = await Role.BackendAsync(new Launch("--set", "Backend:FirstPduTimeout=00:05:00") { Descriptors = descriptors });
        await using Role proxy = await ProxyAsync(Enough, backend);

        await AttackAsync(backend, backend.EndPoint);

        await AssertServesAsync(backend, proxy, backend);
    }

    [Fact]
    public async Task A_proxy_serves_while_clients_of_its_admin_listener_say_nothing_and_afterwards()
    {
        await using Role backend = await Role.BackendAsync();
        await using Role proxy = await ProxyAsync(descriptors, backend);

        await AttackAsync(proxy, proxy.Admin, async () =>
        {
            string answer = await EchoAsync(proxy);
            Attack.IsHeldOff(answer.Contains(" 200 ", StringComparison.Ordinal), $"an echo was answered: {answer}");
        });

        await AssertServesAsync(proxy, proxy, backend);
    }

    [Theory]
    [Trait(Category.Name, Category.Endurance)]
    [InlineData("http", false)]
    [InlineData("http", true)]
    [InlineData("https", false)]
    [InlineData("https", true)]
    public async Task Each_listener_of_a_proxy_says_once_that_it_is_full_and_serves_again(string protocol, bool isAuthenticated)
    {
        await using Role backend = await Role.BackendAsync();
        IPEndPoint encrypted = FreePort.Take();
        await using Role proxy = await Role.ProxyAsync(new Launch(
            [.. ProxyOptions(backend), "--listen", $"https://{encrypted}", .. Certificate.Write(_scratch)])
        { Descriptors = descriptors });
        bool isEncrypted = protocol == "https";
        IPEndPoint target = isEncrypted ? encrypted : proxy.EndPoint;
        TimeSpan time = isEncrypted && isAuthenticated ? 4 * s_time : s_time; // a handshake each
        var age = Stopwatch.StartNew();

        await AttackAsync(proxy, count => isAuthenticated
            ? Crowd.OfAsking(target, count, time, isEncrypted, Requests.Basic("alice", "right"))
            : Crowd.OfSilent(target, count, time), time);

        int said = proxy.Tool.Said.Split("more are closed at once").Length - 1;
        Attack.IsHeldOff(said > 0 && said <= 1 + (age.Elapsed / s_betweenLines), $"it said {said} times in {age.Elapsed} that it is full:\n{proxy.Tool.Said}");
        await AssertServesAsync(proxy, proxy, backend);
    }

    private protected string[] ProxyOptions(Role backend) =>
    [
        "--auth", "basic", "--users", _users, "--allow", $"{backend.EndPoint}", "--set", "Proxy:Limits:MaxChannelsPerPrincipal=0",
        .. s_longTimes.SelectMany(setting => (string[])["--set", $"Proxy:{setting}=00:05:00"]),
    ];

    private static async Task<string> EchoAsync(Role proxy)
    {
        try
        {
            return (await Wire.AskAsync(proxy.EndPoint, Requests.Echo(Requests.Basic("alice", "right")), limit: Patience.AtOnce)).ToString();
        }
        catch (Exception e) when (e is SocketException or TimeoutException)
        {
            return e.Message;
        }
    }

    private protected Task<Role> ProxyAsync(int limit, Role backend) => Role.ProxyAsync(new Launch(ProxyOptions(backend)) { Descriptors = limit });

    /// <summary>More connections than there are descriptors, which hardly say a word.</summary>
    private protected Task AttackAsync(Role role, IPEndPoint target, Func<Task>? meanwhile = null) =>
        AttackAsync(role, count => Crowd.OfSilent(target, count, s_time), s_time, meanwhile);

    private async Task AttackAsync(Role role, Func<int, RunningTool> crowdOf, TimeSpan time, Func<Task>? meanwhile = null)
    {
        int crowds = 1 + (descriptors / PerCrowd);
        RunningTool[] all = [.. Enumerable.Range(0, crowds).Select(_ => crowdOf(Math.Min(PerCrowd, 2 * descriptors)))];
        try
        {
            await CrowdsAreDoneAsync(role, time, all);
            await (meanwhile?.Invoke() ?? Task.CompletedTask);
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
    private protected static Task CrowdsAreDoneAsync(Role role, params RunningTool[] crowds) => CrowdsAreDoneAsync(role, s_time, crowds);

    private static async Task CrowdsAreDoneAsync(Role role, TimeSpan time, RunningTool[] crowds)
    {
        using var enough = new CancellationTokenSource();
        Task bustle = BustleAsync(role, enough.Token);
        Task[] done = [.. crowds.Select(crowd => Crowd.AllHaveTriedAsync(crowd, time))];
        await Patience.UntilAsync(
            () => role.Tool.HasEnded || done.All(one => one.IsCompleted), () => "the crowds are not done", time + Patience.Limit);
        bool hasDied = await role.Tool.EndsAsync(s_longestAgony);
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

    private protected static async Task AssertServesAsync(Role attacked, Role proxy, Role backend)
    {
        string last = "";
        bool serves = await Patience.ComesAsync(
            async () =>
            {
                try
                {
                    using VirtualConnection opened = await VirtualConnection.OpenAsync(
                        proxy.EndPoint, proxy.EndPoint, $"{backend.EndPoint}", Requests.Basic("alice", "right"), Patience.AtOnce);
                    return await attacked.IsReadyAsync();
                }
                catch (Exception e) when (e is SocketException or IOException or TimeoutException or InvalidOperationException)
                {
                    last = e.Message;
                    return attacked.Tool.HasEnded;
                }
            },
            Patience.Limit);
        attacked.Tool.AssertRuns();
        Attack.IsHeldOff(serves, $"the process lives, but doesn't serve: {last}\n{attacked.Tool.Said}");
    }
}
