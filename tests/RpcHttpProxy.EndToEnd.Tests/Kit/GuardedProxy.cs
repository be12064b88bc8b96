using System.Globalization;
using System.Security.Cryptography.X509Certificates;
using RpcHttpProxy.TestKit;

namespace RpcHttpProxy.EndToEnd.Tests.Kit;

/// <summary>
/// Backend and proxy, a process each, the proxy over TLS and asking who is there. Basic knows <c>LAB\alice</c>, NTLM knows
/// <c>LAB\alice</c>, both with the password "right" and, for who also calls Samba with it, <c>RPCHTTP\root</c>; Kerberos is a realm's that is given.
/// </summary>
internal sealed class GuardedProxy : IAsyncDisposable
{
    private readonly ScratchDirectory _scratch = new();
    private readonly TestCertificates _certificates = new();
    private readonly RunningProgram _backend;
    private RunningProgram _proxy = null!;

    private GuardedProxy(RunningProgram backend) => _backend = backend;

    public Uri Url { get; private set; } = null!;

    /// <summary>The server as clients ask for it.</summary>
    public string Server { get; private set; } = null!;

    /// <summary>A file with the certificate of the authority that vouches for the proxy, and for its clients.</summary>
    public string Authority => Path.Combine(_scratch.Path, "ca.pem");

    /// <summary>All the proxy has said.</summary>
    public string Log => _proxy.Said;

    /// <summary>A certificate with its key, of a client the authority vouches for.</summary>
    public string ClientCertificate(string name, TestCertificates? authority = null)
    {
        using X509Certificate2 certificate = (authority ?? _certificates).Client($"CN={name}");
        string own = Path.Combine(_scratch.Path, $"{name}.pem"), key = Path.Combine(_scratch.Path, $"{name}.key");
        TestCertificates.WritePem(certificate, own, key);
        File.AppendAllText(own, "\n" + File.ReadAllText(key));
        return own;
    }

    /// <param name="auth">As for <c>--auth</c>.</param>
    /// <param name="service">As for the backend's <c>--service</c>.</param>
    /// <param name="server">What clients call the server; the backend itself when left out.</param>
    /// <param name="realm">Kerberos, for negotiate.</param>
    /// <param name="asksForCertificates">Takes the authority's clients on /rpcwithcert, each by the common name.</param>
    /// <param name="netBiosDomain">The domain that gss-ntlmssp takes the proxy for a member of; none when left out.</param>
    /// <param name="more">Further options of the proxy.</param>
    public static async Task<GuardedProxy> StartAsync(
        string auth, string service = "echo", string? server = null, KerberosRealm? realm = null, bool asksForCertificates = false,
        string? netBiosDomain = null, params string[] more)
    {
        RunningProgram backend = RpcHttp.Start("backend", "--listen", "127.0.0.1:0", "--service", service);
        var proxy = new GuardedProxy(backend);
        string endPoint = (await backend.SaysAsync(@"Server at (127\.0\.0\.1:\d+)")).Groups[1].Value;
        proxy.Server = server ?? endPoint;
        string[] certificates = asksForCertificates ? ["--client-ca", proxy.Authority, "--client-name", "commonname"] : [];
        string[] environment = [.. realm is null ? [] : realm.ProxyEnvironment, .. netBiosDomain is null ? Array.Empty<string>() : [$"NETBIOS_DOMAIN_NAME={netBiosDomain}"]];
        await proxy.StartProxyAsync(auth, endPoint, environment, [.. certificates, .. more]);
        return proxy;
    }

    /// <summary>Runs a client command of ours against it; the password goes to standard input.</summary>
    public Task<(int ExitCode, string Said)> RunAsync(string password, params string[] arguments) =>
        RunProgramAsync("sh", ["-c", "printf '%s\\n' \"$1\" | { shift; exec \"$@\"; }", "sh", password, .. RpcHttp.Program, .. arguments]);

    public async ValueTask DisposeAsync()
    {
        await _proxy.DisposeAsync();
        await _backend.DisposeAsync();
        _certificates.Dispose();
        _scratch.Dispose();
    }

    private async Task StartProxyAsync(string auth, string endPoint, string[] environment, string[] more)
    {
        File.WriteAllText(Authority, _certificates.AuthorityPem);
        string certificate = Path.Combine(_scratch.Path, "proxy.pem"), key = Path.Combine(_scratch.Path, "proxy.key");
        using (X509Certificate2 own = _certificates.Server())
        {
            TestCertificates.WritePem(own, certificate, key);
        }

        string ntlm = _scratch.File("ntlm", "LAB:alice:right\nRPCHTTP:root:right\n");
        string users = Path.Combine(_scratch.Path, "users");
        foreach (string user in (string[])["LAB\\alice", "RPCHTTP\\root"])
        {
            (int exitCode, string said) = await RunAsync("right", "user", "add", "--users", users, user, "--password-stdin");
            Assert.True(exitCode == 0, said);
        }

        string[] basic = auth.Contains("basic", StringComparison.Ordinal) ? ["--users", users] : [];
        _proxy = RunningProgram.Start(
            "env",
            [
                $"NTLM_USER_FILE={ntlm}", .. environment, .. RpcHttp.Program, "proxy", "--listen", "https://127.0.0.1:0", "--cert", certificate, "--key", key,
                "--auth", auth, .. basic, "--map", $"{Server}={endPoint}", .. more,
            ]);
        int port = int.Parse((await _proxy.SaysAsync(@"Proxy at https://127\.0\.0\.1:(\d+)")).Groups[1].Value, CultureInfo.InvariantCulture);
        Url = new Uri($"https://localhost:{port}");
    }

    private static async Task<(int ExitCode, string Said)> RunProgramAsync(string program, string[] arguments)
    {
        await using RunningProgram running = RunningProgram.Start(program, arguments);
        return await running.EndsAsync();
    }
}
