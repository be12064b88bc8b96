using System.Net;
using RpcHttpProxy.EndToEnd.Tests.Kit;
using RpcHttpProxy.TestKit;

namespace RpcHttpProxy.EndToEnd.Tests.Processes;

/// <summary>
/// A proxy over TLS that asks who is there, and clients that know nothing of our code, and ours: each gets through with the right
/// password and with no other.
/// </summary>
[Collection(nameof(WholeProcess))]
[Trait(Category.Name, Category.Slow)]
public class AuthenticationTests
{
    private static readonly string s_interop = Path.Combine(RepositoryRoot.Path, "tests", "interop");

    [PeerTheory("impacket", "gss-ntlmssp")]
    [InlineData("basic")]
    [InlineData("ntlm")]
    public async Task Impacket_calls_with_the_right_password_and_is_refused_with_another(string auth)
    {
        await using GuardedProxy proxy = await GuardedProxy.StartAsync(auth);

        (int right, string said) = await ImpacketAsync(proxy, auth, "right");
        (int wrong, string refused) = await ImpacketAsync(proxy, auth, "wrong");

        Assert.True(right == 0, said + proxy.Log);
        Assert.NotEqual(0, wrong);
        Assert.Contains("401", refused, StringComparison.Ordinal);
        Assert.DoesNotContain("wrong", proxy.Log, StringComparison.Ordinal);
    }

    [PeerTheory("python3-samba", "samba", "root", "gss-ntlmssp")]
    [InlineData("basic")]
    [InlineData("ntlm")]
    public async Task Sambas_client_calls_Samba_with_the_right_password_and_is_refused_with_another(string auth)
    {
        using var scratch = new ScratchDirectory();
        var address = new IPAddress([127, 78, (byte)(Environment.ProcessId >> 8), (byte)Environment.ProcessId]);
        await using RunningProgram samba = RunningProgram.StartGroup(
            "env", "SAMBA_PASSWORD=right", Path.Combine(s_interop, "samba-server.sh"), scratch.Path, address.ToString());
        await samba.ListensAsync(new IPEndPoint(address, 135));
        await using GuardedProxy proxy = await GuardedProxy.StartAsync(auth, $"tcp:{address}:135", $"{address}:135");

        (int right, string said) = await SambaAsync(proxy, scratch, auth, "right");
        (int wrong, string refused) = await SambaAsync(proxy, scratch, auth, "wrong");

        Assert.True(right == 0, said + proxy.Log);
        Assert.NotEqual(0, wrong);
        Assert.Contains("Access denied", refused, StringComparison.OrdinalIgnoreCase);
    }

    [PeerTheory("gss-ntlmssp")]
    [InlineData("basic")]
    [InlineData("ntlm")]
    [InlineData("negotiate")]
    public async Task Our_client_calls_with_the_right_password_and_is_refused_with_another(string auth)
    {
        await using GuardedProxy proxy = await GuardedProxy.StartAsync(auth);
        string[] call =
        [
            "call", "--inbound", proxy.Url.ToString(), "--server", proxy.Server, "--ca", proxy.Authority, "--user", "LAB\\alice",
            "--password-stdin", "--auth", auth, "addone", "41",
        ];

        (int right, string said) = await proxy.RunAsync("right", call);
        (int wrong, string refused) = await proxy.RunAsync("not-right", call);

        Assert.True(right == 0, said + proxy.Log);
        Assert.Contains("AddOne(41) = 42", said, StringComparison.Ordinal);
        Assert.Equal(1, wrong);
        Assert.Contains("401 Unauthorized", refused, StringComparison.Ordinal);
        Assert.DoesNotContain("not-right", refused + proxy.Log, StringComparison.Ordinal);
    }

    [PeerTheory("gss-ntlmssp", "curl")]
    [InlineData("basic")]
    [InlineData("ntlm")]
    public async Task Curl_is_echoed_with_the_right_password_and_refused_with_another(string auth)
    {
        await using GuardedProxy proxy = await GuardedProxy.StartAsync(auth);
        string[] Curl(string password) =>
        [
            "curl", "--silent", "--fail", "--cacert", proxy.Authority, "--" + auth, "--user", $"LAB\\alice:{password}", "--request", "RPC_IN_DATA",
            "--header", "Content-Length: 0", "--output", "/dev/null", new Uri(proxy.Url, "/rpc/rpcproxy.dll").ToString(),
        ];

        (int right, string said) = await RunAsync(Curl("right"));
        (int wrong, _) = await RunAsync(Curl("wrong"));

        Assert.True(right == 0, said + proxy.Log);
        Assert.Equal(22, wrong); // curl's word for a status from 400 on
    }

    [PeerFact("gss-ntlmssp")]
    public async Task A_channel_that_succeeds_another_says_again_who_it_is()
    {
        await using GuardedProxy proxy = await GuardedProxy.StartAsync("ntlm");

        (int exitCode, string said) = await proxy.RunAsync(
            "right", "call", "--inbound", proxy.Url.ToString(), "--server", proxy.Server, "--ca", proxy.Authority, "--user", "LAB\\alice",
            "--password-stdin", "--auth", "ntlm", "--channel-lifetime", "128k", "stream", "4M");

        Assert.True(exitCode == 0, said + proxy.Log);
        Assert.Matches("IN_R2 [1-9]", said);
    }

    [PeerFact("krb5kdc", "kadmin.local", "kinit", "curl")]
    public async Task A_Kerberos_ticket_opens_the_proxy_and_without_one_it_stays_closed()
    {
        await using KerberosRealm realm = await KerberosRealm.StartAsync();
        await using GuardedProxy proxy = await GuardedProxy.StartAsync("negotiate", realm: realm);
        string[] call =
        [
            .. RpcHttp.Program, "call", "--inbound", proxy.Url.ToString(), "--server", proxy.Server, "--ca", proxy.Authority,
            "--auth", "negotiate", "addone", "41",
        ];
        string[] curl =
        [
            "curl", "--silent", "--fail", "--cacert", proxy.Authority, "--negotiate", "--user", ":", "--request", "RPC_IN_DATA",
            "--header", "Content-Length: 0", "--output", "/dev/null", "--dump-header", "-", new Uri(proxy.Url, "/rpc/rpcproxy.dll").ToString(),
        ];

        (int right, string said) = await RunAsync([.. realm.ClientEnvironment, .. call]);
        (int without, string refused) = await RunAsync([.. realm.StrangerEnvironment, .. call]);
        (int other, string heard) = await RunAsync([.. realm.ClientEnvironment, .. curl]);
        (int otherWithout, _) = await RunAsync([.. realm.StrangerEnvironment, .. curl]);

        Assert.True(right == 0, said + proxy.Log);
        Assert.Equal((1, 0), (without, other));
        Assert.Contains("credentials", refused, StringComparison.Ordinal);
        Assert.True(other == 0, heard);
        Assert.Matches(@"HTTP/1.1 200 Success\n(.+\n)*WWW-Authenticate: Negotiate [A-Za-z0-9+/=]+\n", heard); // the proxy's own proof
        Assert.NotEqual(0, otherWithout);
        Assert.Contains("alice@LAB.EXAMPLE", proxy.Log, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_client_certificate_opens_rpcwithcert_and_no_other_does()
    {
        await using GuardedProxy proxy = await GuardedProxy.StartAsync("basic", asksForCertificates: true);
        using var strangers = new TestCertificates("another authority");
        string[] call =
        [
            .. RpcHttp.Program, "call", "--inbound", new Uri(proxy.Url, "/rpcwithcert/rpcproxy.dll").ToString(), "--server", proxy.Server,
            "--ca", proxy.Authority, "addone", "41",
        ];

        (int own, string said) = await RunAsync([.. call, "--client-cert", proxy.ClientCertificate("alice")]);
        (int none, string refused) = await RunAsync(call);
        (int other, _) = await RunAsync([.. call, "--client-cert", proxy.ClientCertificate("mallory", strangers)]);

        Assert.True(own == 0, said + proxy.Log);
        Assert.Contains("AddOne(41) = 42", said, StringComparison.Ordinal);
        Assert.Equal((1, 1), (none, other));
        Assert.Contains("403", refused, StringComparison.Ordinal);
        Assert.Contains("alice at 127.0.0.1 reached", proxy.Log, StringComparison.Ordinal);
    }

    /// <summary>
    /// FreeRDP asks for a gateway service that isn't there and then gives up; by then it has opened a virtual connection, or hasn't.
    /// </summary>
    [PeerFact("xfreerdp", "Xvfb", "gss-ntlmssp")]
    public async Task FreeRDP_opens_a_connection_with_the_right_password_and_is_refused_with_another()
    {
        using var home = new ScratchDirectory();
        string display = $":{1_000 + (Environment.ProcessId % 10_000)}";
        await using RunningProgram screen = RunningProgram.Start("Xvfb", display, "-nolisten", "tcp");
        await Eventually.TrueAsync(() => File.Exists($"/tmp/.X11-unix/X{display[1..]}"), () => screen.Said);
        await using GuardedProxy proxy = await GuardedProxy.StartAsync("ntlm", server: "localhost:3388", more: ["--log-level", "Debug"]);

        (_, string refused) = await FreeRdpAsync("wrong");
        Assert.Contains("ERRCONNECT_AUTHENTICATION_FAILED", refused, StringComparison.Ordinal);
        Assert.DoesNotMatch("OutboundProxy .*: opened", proxy.Log);

        (_, string said) = await FreeRdpAsync("right");
        Assert.DoesNotContain("ERRCONNECT_AUTHENTICATION_FAILED", said, StringComparison.Ordinal);
        Assert.Matches("InboundProxy .*: opened", proxy.Log);
        Assert.Matches("OutboundProxy .*: opened", proxy.Log);

        Task<(int ExitCode, string Said)> FreeRdpAsync(string password) => RunAsync(
            $"DISPLAY={display}", $"HOME={home.Path}", "xfreerdp", "/v:nobody.invalid", "/u:alice", "/d:LAB", $"/p:{password}", "/gt:rpc",
            $"/g:localhost:{proxy.Url.Port}", "/gu:alice", "/gd:LAB", $"/gp:{password}", "/cert:ignore");
    }

    private static Task<(int ExitCode, string Said)> ImpacketAsync(GuardedProxy proxy, string auth, string password) => RunAsync(
        Peers.Python, Path.Combine(s_interop, "rpc_client.py"), proxy.Url.ToString(), proxy.Server, "echo", "20", "60000", auth, "LAB\\alice", password);

    private static Task<(int ExitCode, string Said)> SambaAsync(GuardedProxy proxy, ScratchDirectory scratch, string auth, string password) => RunAsync(
        Peers.Python, Path.Combine(s_interop, "samba_client.py"), scratch.Path, proxy.Authority, $"127.0.0.1:{proxy.Url.Port}", proxy.Server,
        auth, "RPCHTTP\\root", password, "50");

    private static async Task<(int ExitCode, string Said)> RunAsync(params string[] command)
    {
        await using RunningProgram running = RunningProgram.Start("env", command);
        return await running.EndsAsync();
    }
}
