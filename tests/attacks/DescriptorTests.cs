using System.Globalization;
using System.Text.RegularExpressions;
using RpcHttpProxy.Attacks.Tests.Kit;

namespace RpcHttpProxy.Attacks.Tests;

/// <summary>At the limit that most systems set, and at one that is too low.</summary>
public sealed class DescriptorTests() : DescriptorAttacks(Usual)
{
    private const int Few = 256;
    private const int Usual = 1_024;
    private const int KilledBySignal = 128;     // exit codes from there on

    private static readonly TimeSpan s_time = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task With_few_descriptors_proxy_and_backend_live_or_say_at_start_how_many_they_need()
    {
        await using Role backend = await Role.BackendAsync();
        await using Role fewForProxy = Role.Begin(new Launch(ProxyOptions(backend)) { Descriptors = Few }, "proxy", "http://");
        await using Role fewForBackend = Role.Begin(new Launch { Descriptors = Few }, "backend", "");
        await Task.WhenAll(LivesOrSaysWhyAsync(fewForProxy), LivesOrSaysWhyAsync(fewForBackend));
    }

    [Fact]
    [Trait(Category.Name, Category.Control)]
    public async Task A_proxy_outlives_clients_that_say_nothing()
    {
        await using Role backend = await Role.BackendAsync();
        await using Role proxy = await ProxyAsync(Usual, backend);

        await AttackAsync(proxy, proxy.EndPoint);

        await AssertServesAsync(proxy, proxy, backend);
    }

    private static async Task LivesOrSaysWhyAsync(Role role)
    {
        Attack.IsHeldOff(await IsReadyOrHasEndedAsync(role), $"it neither starts nor ends:\n{role.Tool.Said}");
        if (role.Tool.HasEnded)
        {
            bool saysWhy = role.Tool.ExitCode < KilledBySignal && NamesDescriptors(role.Tool.Said);
            Attack.IsHeldOff(saysWhy, $"it ended with {role.Tool.ExitCode} and doesn't name the descriptors it needs:\n{role.Tool.Said}");
            return;
        }

        await using (RunningTool clients = Crowd.OfSilent(role.EndPoint, 2 * Few, s_time))
        await using (RunningTool visitors = Crowd.OfSilent(role.Admin, 2 * Few, s_time))
        {
            await CrowdsAreDoneAsync(role, clients, visitors);
        }

        bool serves = await IsReadyOrHasEndedAsync(role);
        role.Tool.AssertRuns();
        Attack.IsHeldOff(serves, $"the process lives, but doesn't serve:\n{role.Tool.Said}");
    }

    private static Task<bool> IsReadyOrHasEndedAsync(Role role) =>
        Patience.ComesAsync(async () => role.Tool.HasEnded || await role.IsReadyAsync(), Patience.Limit);

    /// <summary>Whether a line about descriptors has a number above the limit, which is no date, time or port.</summary>
    private static bool NamesDescriptors(string said) => said.Split('\n')
        .Where(line => Regex.IsMatch(line, "descriptor|ulimit", RegexOptions.IgnoreCase))
        .SelectMany(line => Regex.Matches(line, @"(?<![-:.\d])\d{3,5}(?![-:\d])"))
        .Any(number => int.Parse(number.Value, CultureInfo.InvariantCulture) > Few);
}
