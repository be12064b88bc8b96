using RpcHttpProxy.EndToEnd.Tests.Kit;
using RpcHttpProxy.TestKit;

namespace RpcHttpProxy.EndToEnd.Tests.Processes;

/// <summary>
/// NTLM and Kerberos bound to the TLS connection they are said on (RFC 5929), by clients that know nothing of our code, by ours, and through somebody in between.
/// </summary>
[Collection(nameof(WholeProcess))]
[Trait(Category.Name, Category.Slow)]
public class ChannelBindingTests
{
    private static readonly string s_interop = Path.Combine(RepositoryRoot.Path, "tests", "interop");

    [PeerTheory("python3-gssapi", "gss-ntlmssp")]
    [InlineData("Off", "200", "200", "200")]
    [InlineData("WhenOffered", "200", "401", "200")]
    [InlineData("Required", "200", "401", "401")]
    public async Task NTLM_is_taken_with_the_connections_binding_another_or_none(string choice, string right, string other, string none)
    {
        await using GuardedProxy proxy = await GuardedProxy.StartAsync("ntlm,negotiate", more: Binding(choice));
        foreach (string scheme in (string[])["ntlm", "negotiate"])
        {
            Assert.StartsWith(right, await ClientAsync(proxy, [], scheme, "right", "LAB\\alice", "right"), StringComparison.Ordinal);
            Assert.StartsWith(other, await ClientAsync(proxy, [], scheme, "other", "LAB\\alice", "right"), StringComparison.Ordinal);
            Assert.StartsWith(none, await ClientAsync(proxy, [], scheme, "none", "LAB\\alice", "right"), StringComparison.Ordinal);
            Assert.StartsWith("401", await ClientAsync(proxy, [], scheme, "right", "LAB\\alice", "wrong"), StringComparison.Ordinal);
        }
    }

    [PeerTheory("python3-gssapi", "krb5kdc", "kadmin.local", "kinit")]
    [InlineData("Off", "200", "200", "200")]
    [InlineData("WhenOffered", "200", "401", "200")]
    [InlineData("Required", "200", "401", "401")]
    public async Task A_Kerberos_ticket_is_taken_with_the_connections_binding_another_or_none(string choice, string right, string other, string none)
    {
        await using KerberosRealm realm = await KerberosRealm.StartAsync();
        await using GuardedProxy proxy = await GuardedProxy.StartAsync("negotiate", realm: realm, more: [.. Binding(choice), "--set", "Proxy:Authentication:KerberosOnly=true"]);

        Assert.Equal($"{right} proved", await ClientAsync(proxy, realm.ClientEnvironment, "negotiate", "right"));
        Assert.StartsWith(other, await ClientAsync(proxy, realm.ClientEnvironment, "negotiate", "other"), StringComparison.Ordinal);
        Assert.StartsWith(none, await ClientAsync(proxy, realm.ClientEnvironment, "negotiate", "none"), StringComparison.Ordinal);
        Assert.Equal(choice != "Off", proxy.Log.Contains("its channel binding names another certificate", StringComparison.Ordinal));
        Assert.DoesNotContain("as an unknown user failed", proxy.Log, StringComparison.Ordinal);
    }

    [PeerTheory("gss-ntlmssp")]
    [InlineData("ntlm")]
    [InlineData("negotiate")]
    public async Task Our_client_is_bound_and_cannot_be_relayed_by_another_TLS_end(string auth)
    {
        await using GuardedProxy bound = await GuardedProxy.StartAsync(auth, more: Binding("Required"));
        await using GuardedProxy open = await GuardedProxy.StartAsync(auth, more: Binding("Off"));
        await using var between = new ForeignTlsEnd(bound.Url);
        await using var betweenOpen = new ForeignTlsEnd(open.Url);

        Assert.Equal(0, (await CallAsync(bound, bound.Url)).ExitCode);
        Assert.Equal(0, (await CallAsync(open, betweenOpen.Url)).ExitCode); // who isn't bound is relayed
        (int exitCode, string said) = await CallAsync(bound, between.Url);

        Assert.NotEqual(0, exitCode);
        Assert.Contains("401 Unauthorized", said, StringComparison.Ordinal);
        Assert.Contains("its channel binding names another certificate", bound.Log, StringComparison.Ordinal);

        Task<(int ExitCode, string Said)> CallAsync(GuardedProxy proxy, Uri url) => proxy.RunAsync(
            "right", "call", "--inbound", url.ToString(), "--server", proxy.Server, "--insecure", "--user", "LAB\\alice", "--password-stdin", "--auth", auth, "addone", "41");
    }

    [PeerFact("krb5kdc", "kadmin.local", "kinit")]
    public async Task Our_client_is_bound_with_a_Kerberos_ticket_as_well()
    {
        await using KerberosRealm realm = await KerberosRealm.StartAsync();
        await using GuardedProxy proxy = await GuardedProxy.StartAsync("negotiate", realm: realm, more: Binding("Required"));
        await using var between = new ForeignTlsEnd(proxy.Url);

        (int right, string said) = await CallAsync(proxy.Url);
        (int relayed, string refused) = await CallAsync(between.Url);

        Assert.True(right == 0, said + proxy.Log);
        Assert.NotEqual(0, relayed);
        Assert.Contains("401 Unauthorized", refused, StringComparison.Ordinal);

        Task<(int ExitCode, string Said)> CallAsync(Uri url) => RunAsync(
            [
                .. realm.ClientEnvironment, .. RpcHttp.Program, "call", "--inbound", url.ToString(), "--server", proxy.Server, "--insecure",
                "--auth", "negotiate", "addone", "41",
            ]);
    }

    [PeerTheory("impacket", "gss-ntlmssp")]
    [InlineData("Off", "200")]
    [InlineData("WhenOffered", "401")]
    [InlineData("Required", "401")]
    public async Task An_LMv2_response_proves_no_binding_that_is_written_beside_it(string choice, string status)
    {
        await using GuardedProxy proxy = await GuardedProxy.StartAsync("ntlm", netBiosDomain: "LAB", more: Binding(choice));

        (int exitCode, string said) = await RunAsync([Peers.Python, Path.Combine(s_interop, "lm_relay.py"), $"127.0.0.1:{proxy.Url.Port}", "LAB\\alice", "right"]);

        Assert.True(exitCode == 0, said + proxy.Log);
        Assert.Equal(status, said.Trim());
    }

    private static string[] Binding(string choice) => ["--set", $"Proxy:Authentication:ChannelBinding={choice}"];

    private static async Task<string> ClientAsync(GuardedProxy proxy, string[] environment, string scheme, string binding, params string[] user)
    {
        (int exitCode, string said) = await RunAsync(
            [.. environment, Peers.Python, Path.Combine(s_interop, "bound_client.py"), $"127.0.0.1:{proxy.Url.Port}", scheme, binding, .. user]);
        Assert.True(exitCode == 0, said + proxy.Log);
        return said.Trim();
    }

    private static async Task<(int ExitCode, string Said)> RunAsync(string[] command)
    {
        await using RunningProgram running = RunningProgram.Start("env", command);
        return await running.EndsAsync();
    }
}
