using System.Net;
using RpcHttpProxy.EndToEnd.Tests.Kit;
using RpcHttpProxy.TestKit;

namespace RpcHttpProxy.EndToEnd.Tests.Processes;

/// <summary>
/// Three processes of ours between programs that know nothing of our code. HAProxy stands in front where a client knows one URL only: it
/// sends each method to the process that is made for it.
/// </summary>
[Collection(nameof(WholeProcess))]
[Trait(Category.Name, Category.Slow)]
public class OtherPeoplesProgramsTests
{
    private static readonly string s_interop = Path.Combine(RepositoryRoot.Path, "tests", "interop");

    [PeerFact("impacket", "samba", "haproxy", "root")]
    public async Task Impacket_calls_Samba_a_thousand_times()
    {
        using var scratch = new ScratchDirectory();
        // Port 135 is Samba's to choose, the address ours: each process has one of its own.
        var address = new IPAddress([127, 77, (byte)(Environment.ProcessId >> 8), (byte)Environment.ProcessId]);
        await using RunningProgram samba = RunningProgram.StartGroup(Path.Combine(s_interop, "samba-server.sh"), scratch.Path, address.ToString());
        await samba.ListensAsync(new IPEndPoint(address, 135));
        await using RoleProcesses roles = await RoleProcesses.StartAsync($"tcp:{address}:135");
        (Uri url, RunningProgram router) = await RouteAsync(roles, scratch);
        await using (router)
        {
            await CallAsync(url, roles.Server, "mgmt", "1000");
        }

        await roles.HoldsNothingAsync(roles.Backend);
    }

    [PeerFact("impacket", "haproxy")]
    public async Task Impacket_calls_the_echo_service_with_60_000_bytes_a_call()
    {
        using var scratch = new ScratchDirectory();
        await using RoleProcesses roles = await RoleProcesses.StartAsync();
        (Uri url, RunningProgram router) = await RouteAsync(roles, scratch);
        await using (router)
        {
            await CallAsync(url, roles.Server, "echo", "200", "60000");
        }

        await roles.HoldsNothingAsync(roles.Backend);
    }

    [PeerFact("tinyproxy")]
    public async Task Determine_says_direct_indirect_or_no_and_its_exit_code_too()
    {
        // Nobody listens at this address, but tinyproxy has a way there: ours to give, as a gateway's is its operator's.
        const string BehindGateway = "127.77.0.77";
        using var scratch = new ScratchDirectory();
        await using RoleProcesses roles = await RoleProcesses.StartAsync();
        IPEndPoint gateway = FreePort.Take();
        string configuration = scratch.File("tinyproxy.conf", $"""
            Port {gateway.Port}
            Listen {gateway.Address}
            Timeout 60
            Upstream http {roles.InboundUrl.Authority} "{BehindGateway}"

            """);
        await using RunningProgram tinyproxy = RunningProgram.Start("tinyproxy", "-d", "-c", configuration);
        await tinyproxy.ListensAsync(gateway);
        string nowhere = FreePort.Take().ToString();

        (int exitCode, string output, _) = await DetermineAsync(roles.InboundUrl.Authority, gateway);
        Assert.Equal(0, exitCode);
        Assert.StartsWith("direct connection", output, StringComparison.Ordinal);

        (exitCode, output, _) = await DetermineAsync(BehindGateway + ":8080", gateway);
        Assert.Equal(0, exitCode);
        Assert.StartsWith("indirect connection", output, StringComparison.Ordinal);

        (exitCode, _, string errors) = await DetermineAsync(nowhere, gateway);
        Assert.Equal(1, exitCode);
        Assert.StartsWith("no connection", errors, StringComparison.Ordinal);
    }

    private static Task<(int ExitCode, string Output, string Errors)> DetermineAsync(string proxy, IPEndPoint gateway) =>
        RpcHttp.RunAsync("determine", "--proxy", $"http://{proxy}", "--http-proxy", $"http://{gateway}");

    private static async Task CallAsync(Uri url, string server, params string[] what)
    {
        await using RunningProgram client = RunningProgram.Start(
            Peers.Python, [Path.Combine(s_interop, "rpc_client.py"), url.ToString(), server, .. what]);
        await client.SaysAsync("every answer was right");
    }

    private static async Task<(Uri Url, RunningProgram Router)> RouteAsync(RoleProcesses roles, ScratchDirectory scratch)
    {
        IPEndPoint listen = FreePort.Take();
        string configuration = scratch.File("haproxy.cfg", $$"""
            defaults
              mode http
              option http-no-delay
              timeout connect 5s
              timeout client 1h
              timeout server 1h
            frontend rpc
              bind {{listen}}
              use_backend inbound if { method RPC_IN_DATA }
              default_backend outbound
            backend inbound
              server inbound {{roles.InboundUrl.Authority}}
            backend outbound
              server outbound {{roles.OutboundUrl.Authority}}

            """);
        RunningProgram router = RunningProgram.Start("haproxy", "-f", configuration);
        await router.ListensAsync(listen);
        return (new Uri($"http://{listen}"), router);
    }
}
