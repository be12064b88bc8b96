using System.Net;
using System.Net.Security;
using RpcHttpProxy.Edge.Authentication;
using RpcHttpProxy.Hosting.Tests.Wire;
using RpcHttpProxy.TestKit;

namespace RpcHttpProxy.Hosting.Tests.Authentication;

/// <summary>NTLM and Negotiate on the wire, leg by leg, as the clients say it.</summary>
public sealed class NtlmTests
{
    internal const string Echo = "RPC_IN_DATA /rpc/rpcproxy.dll HTTP/1.1\r\nHost: p\r\nContent-Length: 0\r\n";
    private const string Echo10 = "RPC_OUT_DATA /rpc/rpcproxy.dll HTTP/1.0\r\nConnection: Keep-Alive\r\nContent-Length: 0\r\n";
    private const string Denied = "RPC_IN_DATA /rpc/rpcproxy.dll?s:1 HTTP/1.1\r\nHost: p\r\nContent-Length: 1073741824\r\n";

    [PeerTheory("gss-ntlmssp")]
    [InlineData("NTLM", Echo)]
    [InlineData("NTLM", Echo10)]
    [InlineData("Negotiate", Echo)]
    [InlineData("Negotiate", Echo10)]
    public async Task The_password_is_checked_and_then_holds_for_the_connection(string scheme, string head)
    {
        await using RunningProxy proxy = await StartAsync();
        using RawClient client = await RawClient.ConnectAsync(proxy.EndPoint);
        using RawClient another = await RawClient.ConnectAsync(proxy.EndPoint);

        Assert.Equal(401, (await AskAsync(client, head)).Status);
        Assert.Equal(401, await LogInAsync(client, scheme, "wrong", head));
        Assert.Equal(200, await LogInAsync(client, scheme, "right", head));
        Assert.Equal(200, (await AskAsync(client, head)).Status); // Wine says it once
        Assert.Equal(503, (await AskAsync(client, Denied)).Status); // and this is the real request
        Assert.Equal(401, (await AskAsync(another, head)).Status);
    }

    [PeerFact("gss-ntlmssp")]
    public async Task A_new_hello_takes_the_old_identity_back()
    {
        await using RunningProxy proxy = await StartAsync();
        using RawClient client = await RawClient.ConnectAsync(proxy.EndPoint);

        Assert.Equal(200, await LogInAsync(client, "NTLM", "right", Echo));
        Assert.Equal(401, await LogInAsync(client, "NTLM", "wrong", Echo));
        Assert.Equal(401, (await AskAsync(client, Echo)).Status);

        Assert.Equal(200, await LogInAsync(client, "NTLM", "right", Echo));
        Assert.Equal(401, (await AskAsync(client, $"{Echo}Authorization: NTLM {Convert.ToBase64String(NtlmMessage.Negotiate)}\r\n")).Status);
        Assert.Equal(401, (await AskAsync(client, Echo)).Status); // at once, not only when the proof has failed
    }

    [PeerFact("gss-ntlmssp")]
    [Trait(Category.Name, Category.Slow)] // waits by the system's clock, and is slowed on purpose
    public async Task Who_guesses_waits()
    {
        await using RunningProxy proxy = await StartAsync();
        using RawClient client = await RawClient.ConnectAsync(proxy.EndPoint);
        for (int i = 0; i < 6; i++)
        {
            Assert.Equal(401, await LogInAsync(client, "NTLM", "wrong", Echo));
        }

        long start = System.Diagnostics.Stopwatch.GetTimestamp();
        Assert.Equal(401, await LogInAsync(client, "NTLM", "wrong", Echo));
        Assert.True(System.Diagnostics.Stopwatch.GetElapsedTime(start) > TimeSpan.FromSeconds(0.3)); // a second behind the one before
    }

    [PeerFact("gss-ntlmssp")]
    public async Task A_hello_as_short_as_impackets_is_answered_and_is_no_echo()
    {
        await using RunningProxy proxy = await StartAsync(settings => settings.Proxy.Authentication.Schemes.Add(AuthenticationScheme.Anonymous));
        using RawClient client = await RawClient.ConnectAsync(proxy.EndPoint);

        (int status, string answer) = await AskAsync(client, $"{Echo}Authorization: NTLM {Convert.ToBase64String(NtlmMessage.Negotiate[..32])}\r\n");

        Assert.Equal(401, status);
        Assert.Contains("WWW-Authenticate: NTLM TlRMTVNTUAACAAAA", answer, StringComparison.Ordinal); // type 2, and no other scheme
        Assert.DoesNotContain("Negotiate", answer, StringComparison.Ordinal);
    }

    [PeerTheory("gss-ntlmssp")]
    [InlineData("NTLM")]
    [InlineData("Negotiate")]
    public async Task A_first_leg_begins_from_the_start_whatever_is_pending_and_is_never_counted(string scheme)
    {
        await using RunningProxy proxy = await StartAsync(settings => settings.Admin.Url = "http://127.0.0.1:0");
        using RawClient client = await RawClient.ConnectAsync(proxy.EndPoint);
        using NegotiateAuthentication talk = Talk(scheme, "right", "LAB");
        string hello = Convert.ToBase64String(talk.GetOutgoingBlob([], out _)!);

        for (int i = 0; i < 12; i++)
        {
            (int status, string answer) = await AskAsync(client, $"{Echo}Authorization: {scheme} {hello}\r\n");
            Assert.Equal(401, status);
            Assert.Contains($"WWW-Authenticate: {scheme} ", answer, StringComparison.Ordinal);
        }

        Assert.Equal(200, await LogInAsync(client, scheme, "right", Echo));
        using var http = new HttpClient();
        string counters = await http.GetStringAsync(new Uri(proxy.Host.AdminUrl!, "/counters"));
        Assert.Matches("\"authentication\": *{[^}]*\"accepted\": *{[^}]*},\\s*\"refused\": *{}", counters);
    }

    [PeerTheory("gss-ntlmssp")]
    [InlineData("TlRMTVNTUAABAAAAA7IAAAMAAwAiAAAAAgACACAAAABQQ0xBQg==")] // names where the version would be
    [InlineData("TlRMTVNTUAABAAAABwIAAA==")] // flags and no more
    [InlineData("TlRMTVNTUAABAAAABwIAAgAAAAAAAAAA")]
    public async Task A_hello_that_is_short_is_answered(string token)
    {
        await using RunningProxy proxy = await StartAsync();
        using RawClient client = await RawClient.ConnectAsync(proxy.EndPoint);

        (int _, string answer) = await AskAsync(client, $"{Echo}Authorization: NTLM {token}\r\n");

        Assert.Contains("WWW-Authenticate: NTLM TlRMTVNTUAACAAAA", answer, StringComparison.Ordinal); // type 2
    }

    [PeerFact("gss-ntlmssp")]
    public async Task Two_proofs_in_one_message_are_none()
    {
        await using RunningProxy proxy = await StartAsync();
        using RawClient client = await RawClient.ConnectAsync(proxy.EndPoint);
        byte[] proof = NtlmMessageTests.Proof("LAB", "alice", isUnicode: true);

        Assert.False(NtlmMessage.IsUnambiguous([.. proof, .. proof], isUnicode: true));
        Assert.True(NtlmMessage.IsUnambiguous(proof, isUnicode: true));
        Assert.True(NtlmMessage.IsUnambiguous(NtlmMessage.Negotiate, isUnicode: null));
        await AskAsync(client, $"{Echo}Authorization: NTLM {Convert.ToBase64String(NtlmMessage.Negotiate)}\r\n");
        Assert.Equal(401, (await AskAsync(client, $"{Echo}Authorization: NTLM {Convert.ToBase64String([.. proof, .. proof])}\r\n")).Status);
    }

    [PeerTheory("gss-ntlmssp")]
    [InlineData("TlRMTVNTUAABAAAA")] // a hello that ends in the middle
    [InlineData("TlRMTVNTUAADAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")] // a proof nobody asked for
    [InlineData("Z2FyYmFnZQ==")]
    public async Task Garbage_is_refused_and_never_said_where_anonymous_is_allowed(string token)
    {
        await using RunningProxy strict = await StartAsync();
        await using RunningProxy open = await StartAsync(settings => settings.Proxy.Authentication.Schemes.Add(AuthenticationScheme.Anonymous));
        using RawClient client = await RawClient.ConnectAsync(strict.EndPoint);
        using RawClient freeRdp = await RawClient.ConnectAsync(open.EndPoint);

        Assert.Equal(401, (await AskAsync(client, $"{Echo}Authorization: NTLM {token}\r\n")).Status);
        Assert.Equal(200, (await AskAsync(freeRdp, $"{Echo}Authorization: NTLM {token}\r\n")).Status);
    }

    [PeerFact("gss-ntlmssp")]
    public async Task A_proof_without_a_name_is_nobodys()
    {
        await using RunningProxy proxy = await StartAsync();
        using RawClient client = await RawClient.ConnectAsync(proxy.EndPoint);
        await AskAsync(client, $"{Echo}Authorization: NTLM {Convert.ToBase64String(NtlmMessage.Negotiate)}\r\n");

        // [MS-NLMP] 3.2.5.1.2: an anonymous client's has a NULL name, no NT response, an LM response of one zero, and says so in its flags.
        byte[] proof = new byte[73];
        "NTLMSSP\0\u0003\0\0\0"u8.CopyTo(proof);
        foreach ((int at, int length) in ((int, int)[])[(12, 1), (20, 0), (28, 0), (36, 0), (44, 0), (52, 0)])
        {
            proof[at] = proof[at + 2] = (byte)length;
            proof[at + 4] = 72;
        }

        proof[60] = 1; // NTLMSSP_NEGOTIATE_UNICODE
        proof[61] = 0x0a; // NTLMSSP_ANONYMOUS, NTLMSSP_NEGOTIATE_NTLM
        Assert.Equal(401, (await AskAsync(client, $"{Echo}Authorization: NTLM {Convert.ToBase64String(proof)}\r\n")).Status);
        Assert.Equal(401, (await AskAsync(client, Echo)).Status);
    }

    [PeerTheory("gss-ntlmssp")]
    [InlineData("NTLM")]
    [InlineData("Negotiate")]
    public async Task No_message_no_hash_and_no_password_is_in_log_trace_or_counters(string scheme)
    {
        using var folder = new ScratchFolder();
        List<string> tokens = [];
        string counters;
        await using (RunningProxy proxy = await StartAsync(settings =>
        {
            settings.Log.Level = Microsoft.Extensions.Logging.LogLevel.Trace; // the framework's own lines too
            settings.Log.File = folder["log-.txt"];
            settings.Trace.Directory = folder["traces"];
            settings.Admin.Url = "http://127.0.0.1:0";
            settings.Proxy.AllowedTargets.Add("127.0.0.1:1");
        }))
        {
            using RawClient client = await RawClient.ConnectAsync(proxy.EndPoint);
            Assert.Equal(401, await LogInAsync(client, scheme, "wrong", Echo, tokens));
            Assert.Equal(200, await LogInAsync(client, scheme, "right", Echo, tokens));
            await client.SendAsync("RPC_IN_DATA /rpc/rpcproxy.dll?127.0.0.1:1 HTTP/1.1\r\nHost: p\r\nContent-Length: 1073741824\r\n\r\n");
            await client.SendAsync(Vectors.Load("CONN_B1"));
            await client.ReadToEndAsync();
            using var http = new HttpClient();
            counters = await http.GetStringAsync(new Uri(proxy.Host.AdminUrl!, "/counters"));
        }

        string said = counters + string.Concat(
            Directory.EnumerateFiles(Path.GetDirectoryName(folder["log-.txt"])!, "*", SearchOption.AllDirectories).Select(File.ReadAllText));
        Assert.Contains(@"LAB\alice", said, StringComparison.Ordinal); // there was something to log
        Assert.Contains("rpcproxy.dll", said, StringComparison.Ordinal);
        Assert.True(tokens.Count >= 4);
        foreach (string secret in (string[])[.. tokens, "TlRMTVNTUA", "Authorization: "])
        {
            Assert.DoesNotContain(secret, said, StringComparison.OrdinalIgnoreCase);
        }
    }

    internal static async Task<RunningProxy> StartAsync(Action<ProxyHostSettings>? settle = null)
    {
        NtlmUsers.Set();
        return await RunningProxy.StartAsync(settings =>
        {
            settings.Proxy.Authentication.Schemes.Add(AuthenticationScheme.Negotiate);
            settings.Proxy.Authentication.Schemes.Add(AuthenticationScheme.Ntlm);
            settle?.Invoke(settings);
        });
    }

    internal static string LogOf(ScratchFolder folder) =>
        string.Concat(Directory.EnumerateFiles(Path.GetDirectoryName(folder["log-.txt"])!, "log-*").Select(File.ReadAllText));

    internal static NegotiateAuthentication Talk(string scheme, string password, string domain) => new(new NegotiateAuthenticationClientOptions
    {
        Package = scheme,
        Credential = new NetworkCredential("alice", password, domain),
        TargetName = "HTTP/localhost",
    });

    /// <summary>Says hello, is challenged, and proves: the last answer's status.</summary>
    internal static async Task<int> LogInAsync(RawClient client, string scheme, string password, string head, List<string>? tokens = null, string domain = "LAB")
    {
        using NegotiateAuthentication talk = Talk(scheme, password, domain);
        byte[] heard = [];
        while (true)
        {
            byte[]? said = talk.GetOutgoingBlob(heard, out _);
            tokens?.Add(Convert.ToBase64String(said!));
            (int status, string answer) = await AskAsync(client, $"{head}Authorization: {scheme} {Convert.ToBase64String(said!)}\r\n");
            string mark = $"WWW-Authenticate: {scheme} ";
            int at = answer.IndexOf(mark, StringComparison.Ordinal);
            if (at < 0)
            {
                return status;
            }

            heard = Convert.FromBase64String(answer[(at + mark.Length)..answer.IndexOf("\r\n", at, StringComparison.Ordinal)]);
            if (status == 200)
            {
                talk.GetOutgoingBlob(heard, out NegotiateAuthenticationStatusCode last);
                Assert.Equal(NegotiateAuthenticationStatusCode.Completed, last); // the proxy's own proof
                return status;
            }
        }
    }

    internal static async Task<(int Status, string Answer)> AskAsync(RawClient client, string head)
    {
        await client.SendAsync(head + "\r\n");
        string answer = await client.ReadToAsync("\r\n\r\n");
        if (answer.Contains("Content-Length: 20\r\n", StringComparison.Ordinal))
        {
            await client.ReadAsync(20);
        }

        return (int.Parse(answer.Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture), answer);
    }
}
