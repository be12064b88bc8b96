using System.Globalization;
using RpcHttpProxy.EndToEnd.Tests.Kit;
using RpcHttpProxy.TestKit;

namespace RpcHttpProxy.EndToEnd.Tests.Processes;

/// <summary>
/// Samba's client, which hangs on any RTS PDU that comes behind CONN/C2, through a proxy that sends Pings as it does by default: silent for longer than
/// middleboxes and Samba's own time-outs last, and waiting for a call. Both take minutes.
/// </summary>
[Collection(nameof(WholeProcess))]
[Trait(Category.Name, Category.Slow)]
public class PatienceTests
{
    private static readonly string s_interop = Path.Combine(RepositoryRoot.Path, "tests", "interop");

    [PeerTheory("python3-samba")]
    [InlineData("idle", 180)]
    [InlineData("call", 70)]
    public async Task Samba_waits_for_minutes_and_calls_again(string what, int seconds)
    {
        using var scratch = new ScratchDirectory();
        await using var server = new PlainEchoServer();
        await using RunningProgram relay = RunningProgram.Start(
            Path.Combine(s_interop, "slow_relay.py"), server.EndPoint.ToString(), seconds.ToString(CultureInfo.InvariantCulture));
        string service = (await relay.SaysAsync(@"relay at (127\.0\.0\.1:\d+)")).Groups[1].Value;
        await using RunningProgram backend = RpcHttp.Start("backend", "--listen", "127.0.0.1:0", "--service", $"tcp:{service}");
        string target = (await backend.SaysAsync(@"Server at (127\.0\.0\.1:\d+)")).Groups[1].Value;
        await using RunningProgram proxy = RpcHttp.Start("proxy", "--listen", "http://127.0.0.1:0", "--allow", target);
        string url = (await proxy.SaysAsync(@"Proxy at http://(127\.0\.0\.1:\d+)")).Groups[1].Value;
        await using RunningProgram samba = RunningProgram.Start(
            Path.Combine(s_interop, "patient_samba.py"), scratch.Path, url, target, what, seconds.ToString(CultureInfo.InvariantCulture));

        (int exitCode, string said) = await samba.EndsAsync(TimeSpan.FromSeconds(seconds));

        Assert.True(exitCode == 0, said + proxy.Said);
    }
}
