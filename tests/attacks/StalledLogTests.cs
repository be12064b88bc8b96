using System.Globalization;
using System.Net.Sockets;
using RpcHttpProxy.Attacks.Tests.Kit;

namespace RpcHttpProxy.Attacks.Tests;

/// <summary>Nobody reads what the proxy logs, or the disk that it logs to hangs: clients must not notice, nor may its end wait for it.</summary>
public sealed class StalledLogTests : IAsyncLifetime
{
    /* At Debug each has several lines: together some times what a pipe takes. */
    private const int Refusals = 1_000;

    private static readonly TimeSpan s_longestEnd = TimeSpan.FromSeconds(15);

    private readonly ScratchDirectory _scratch = new();
    private Role _backend = null!;

    public async Task InitializeAsync() => _backend = await Role.BackendAsync();

    public async Task DisposeAsync()
    {
        await _backend.DisposeAsync();
        _scratch.Dispose();
    }

    [Fact]
    public async Task A_console_that_nobody_reads_holds_up_no_client_and_no_end() =>
        await AssertServesAndEndsAsync(new Launch([.. Options]) { IsHeard = false });

    [Fact]
    public async Task A_log_file_on_a_disk_that_hangs_holds_up_no_client_and_no_end()
    {
        foreach (DateTime day in (DateTime[])[DateTime.Today, DateTime.Today.AddDays(1)])
        {
            Fifo.Make(_scratch[$"log{day.ToString("yyyyMMdd", CultureInfo.InvariantCulture)}.txt"]);
        }

        await AssertServesAndEndsAsync(new Launch([.. Options, "--set", $"Log:File={_scratch["log.txt"]}", "--set", "Log:Console=false"]));
    }

    [Fact]
    [Trait(Category.Name, Category.Control)]
    public async Task The_last_lines_before_the_end_are_on_the_console()
    {
        await using Role proxy = await Role.ProxyAsync([.. Options]);
        proxy.Tool.RequestEnd();
        Assert.True(await proxy.Tool.EndsAsync(s_longestEnd));
        await Patience.UntilAsync(() => proxy.Tool.Said.Contains("Draining", StringComparison.Ordinal), () => proxy.Tool.Said);
    }

    private string[] Options => ["--auth", "anonymous", "--allow", $"{_backend.EndPoint}", "--log-level", "Debug"];

    private async Task AssertServesAndEndsAsync(Launch launch)
    {
        await using Role proxy = Role.Begin(launch, "proxy", "http://");
        Attack.IsHeldOff(await Patience.ComesAsync(proxy.IsReadyAsync, Patience.Limit), "it doesn't even start");

        string? fault = await FaultAsync(proxy);
        Attack.IsHeldOff(fault is null, fault ?? "");
        proxy.Tool.RequestEnd();
        Attack.IsHeldOff(await proxy.Tool.EndsAsync(s_longestEnd), $"SIGTERM had not ended it after {s_longestEnd.TotalSeconds} s");
        Assert.Equal(0, proxy.Tool.ExitCode);
    }

    /// <summary>What isn't served once the log is full; null when everything is.</summary>
    private async Task<string?> FaultAsync(Role proxy)
    {
        int refused = 0;
        try
        {
            for (; refused < Refusals; refused++)
            {
                await Wire.AskAsync(proxy.EndPoint, Requests.In("forbidden.example:1"), limit: Patience.AtOnce);
            }

            using VirtualConnection opened = await VirtualConnection.OpenAsync(
                proxy.EndPoint, proxy.EndPoint, $"{_backend.EndPoint}", limit: Patience.AtOnce);
            return await proxy.IsReadyAsync() ? null : "/health isn't answered";
        }
        catch (Exception e) when (e is SocketException or TimeoutException or OperationCanceledException or InvalidOperationException)
        {
            return $"nothing was answered any more after {refused} refused requests: {e.Message}";
        }
    }
}
