using System.Globalization;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using RpcHttpProxy.Attacks.Tests.Kit;

namespace RpcHttpProxy.Attacks.Tests;

/// <summary>At the limit that most systems set, and at one that is too low.</summary>
public sealed class DescriptorTests() : DescriptorAttacks(Usual)
{
    private const int Few = 256;
    private const int Usual = 1_024;

    private static readonly TimeSpan s_time = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task Silent_clients_of_the_admin_listener_keep_no_client_out_of_the_proxy()
    {
        await using Role backend = await Role.BackendAsync();
        await using Role proxy = await ProxyAsync(Usual, backend);
        await using RunningTool crowd = Crowd.OfSilent(proxy.Admin, 2 * Usual, s_time);
        await Crowd.AllHaveTriedAsync(crowd, s_time);

        string answer = await EchoAsync(proxy);

        Attack.IsHeldOff(answer.Contains(" 200 ", StringComparison.Ordinal), $"an echo was answered: {answer}");
    }

    [Fact]
    public async Task With_few_descriptors_proxy_and_backend_live_or_say_at_start_how_many_they_need()
    {
        await using Role backend = await Role.BackendAsync();
        await using Role fewForProxy = Role.Begin(new Launch(ProxyOptions(backend)) { Descriptors = Few }, "proxy", "http://");
        await using Role fewForBackend = Role.Begin(new Launch { Descriptors = Few }, "backend", "");
        await Task.WhenAll(LivesOrSaysWhyAsync(fewForProxy), LivesOrSaysWhyAsync(fewForBackend));
    }

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

    private static async Task LivesOrSaysWhyAsync(Role role)
    {
        Attack.IsHeldOff(await IsReadyOrHasEndedAsync(role), $"it neither starts nor ends:\n{role.Tool.Said}");
        if (role.Tool.HasEnded)
        {
            Attack.IsHeldOff(NamesANumberAbove(Few, role.Tool.Said), $"it ended with {role.Tool.ExitCode} and names no number:\n{role.Tool.Said}");
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

    private static bool NamesANumberAbove(int limit, string said) =>
        Regex.Matches(said, @"\b\d{3,5}\b").Any(number => int.Parse(number.Value, CultureInfo.InvariantCulture) > limit);
}
