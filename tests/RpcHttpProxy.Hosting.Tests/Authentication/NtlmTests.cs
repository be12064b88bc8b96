using System.Net;
using System.Net.Security;
using System.Text;
using RpcHttpProxy.Edge.Authentication;
using RpcHttpProxy.Edge.Targets;
using RpcHttpProxy.Hosting.Authentication;
using RpcHttpProxy.Hosting.Tests.Wire;
using RpcHttpProxy.TestKit;

namespace RpcHttpProxy.Hosting.Tests.Authentication;

/// <summary>NTLM and Negotiate on the wire, leg by leg, as the clients say it.</summary>
public sealed class NtlmTests
{
    private const string Echo = "RPC_IN_DATA /rpc/rpcproxy.dll HTTP/1.1\r\nHost: p\r\nContent-Length: 0\r\n";
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
    public async Task The_principal_is_what_GSSAPI_says_with_the_groups_of_the_store()
    {
        using var folder = new ScratchFolder();
        UserFile.Change(folder["users"], users => users.Put(new UserEntry(@"LAB\alice", null, ["rpc"])));
        await using RunningProxy proxy = await StartAsync(settings =>
        {
            settings.Proxy.Authentication.UsersFile = folder["users"];
            settings.Proxy.Rules.Add(new TargetRuleOptions { Targets = ["127.0.0.1:1"], Groups = ["rpc"] });
        });
        using RawClient client = await RawClient.ConnectAsync(proxy.EndPoint);

        Assert.Equal(200, await LogInAsync(client, "NTLM", "right", Echo));
        await client.SendAsync("RPC_IN_DATA /rpc/rpcproxy.dll?127.0.0.1:1 HTTP/1.1\r\nHost: p\r\nContent-Length: 1073741824\r\n\r\n");
        await client.SendAsync(Vectors.Load("CONN_B1"));

        // Allowed: nobody listens at port 1.
        Assert.StartsWith("HTTP/1.0 503 RPC Error: 6ba", await client.ReadToAsync("\r\n\r\n"), StringComparison.Ordinal);
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
    [InlineData("alice", null, false)] // a user of the file, and of no domain
    [InlineData(@"LAB\alice", null, true)]
    [InlineData("alice", "LAB", true)]
    [InlineData("alice@lab.example", "LAB", true)]
    [InlineData("alice", "OTHER", false)]
    public async Task An_entry_of_the_file_is_NTLMs_user_where_the_operator_says_so(string entry, string? defaultDomain, bool isAllowed)
    {
        using var folder = new ScratchFolder();
        UserFile.Change(folder["users"], users => users.Put(new UserEntry(entry, null, ["staff"])));
        await using RunningProxy proxy = await StartAsync(settings =>
        {
            settings.Proxy.Authentication.UsersFile = folder["users"];
            settings.Proxy.Authentication.DefaultDomain = defaultDomain;
            settings.Proxy.Authentication.UpnSuffix = defaultDomain is null ? null : "lab.example";
            settings.Proxy.Rules.Add(new TargetRuleOptions { Targets = ["127.0.0.1:1"], Groups = ["staff"] });
        });
        using RawClient client = await RawClient.ConnectAsync(proxy.EndPoint);

        Assert.Equal(200, await LogInAsync(client, "NTLM", "right", Echo));
        Assert.Equal(401, await LogInAsync(client, "NTLM", "right", Echo, domain: "")); // whatever the default domain is
        Assert.Equal(200, await LogInAsync(client, "NTLM", "right", Echo));
        await client.SendAsync("RPC_IN_DATA /rpc/rpcproxy.dll?127.0.0.1:1 HTTP/1.1\r\nHost: p\r\nContent-Length: 1073741824\r\n\r\n");
        await client.SendAsync(Vectors.Load("CONN_B1"));

        string error = isAllowed ? "6ba" : "5,"; // nobody listens at port 1, or refused
        Assert.StartsWith($"HTTP/1.0 503 RPC Error: {error}", await client.ReadToAsync("\r\n\r\n"), StringComparison.Ordinal);
    }

    [PeerTheory("gss-ntlmssp")]
    [InlineData("NTLM")]
    [InlineData("Negotiate")]
    public async Task A_right_password_without_a_domain_is_not_a_user_of_the_file(string scheme)
    {
        using var folder = new ScratchFolder();
        UserFile.Change(folder["users"], users => users.Put(UserEntry.WithPassword("alice", "another", ["staff"])));
        await using (RunningProxy proxy = await StartAsync(settings =>
        {
            settings.Proxy.Authentication.UsersFile = folder["users"];
            settings.Log.File = folder["log-.txt"];
        }))
        {
            using RawClient client = await RawClient.ConnectAsync(proxy.EndPoint);

            Assert.Equal(401, await LogInAsync(client, scheme, "right", Echo, domain: ""));
            Assert.Equal(401, (await AskAsync(client, Echo)).Status);
            Assert.Equal(200, await LogInAsync(client, scheme, "right", Echo));
        }

        // GSSAPI took the password: it is the name that was refused.
        Assert.Contains($"{scheme} refused, the name has no domain or realm", LogOf(folder), StringComparison.Ordinal);
    }

    [PeerTheory("gss-ntlmssp")]
    [InlineData("X-Forwarded-For: 203.0.113.9")]
    [InlineData("X-Real-IP: 203.0.113.9")]
    [InlineData("Forwarded: for=203.0.113.9")]
    [InlineData("Via: 1.1 front")]
    public async Task Behind_a_front_end_that_is_not_trusted_an_identity_holds_for_one_request_and_the_log_says_so_once(string header)
    {
        using var folder = new ScratchFolder();
        await using (RunningProxy proxy = await StartAsync(settings => settings.Log.File = folder["log-.txt"]))
        {
            using RawClient direct = await RawClient.ConnectAsync(proxy.EndPoint);
            using RawClient pooled = await RawClient.ConnectAsync(proxy.EndPoint);
            using RawClient began = await RawClient.ConnectAsync(proxy.EndPoint);

            Assert.Equal(200, await LogInAsync(direct, "NTLM", "right", Echo));
            Assert.Equal(200, await LogInAsync(pooled, "NTLM", "right", Echo));
            (int status, string answer) = await AskAsync(pooled, $"{Echo}{header}\r\n");
            Assert.Equal(401, status);
            Assert.Contains("WWW-Authenticate: NTLM\r\n", answer, StringComparison.Ordinal);
            Assert.Equal(401, (await AskAsync(pooled, Echo)).Status);
            Assert.Equal(200, await LogInAsync(pooled, "NTLM", "right", Echo));
            Assert.Equal(401, (await AskAsync(pooled, Echo)).Status);

            Assert.Equal(200, await LogInAsync(began, "NTLM", "right", $"{Echo}{header}\r\n"));
            Assert.Equal(401, (await AskAsync(began, Echo)).Status);
            Assert.Equal(200, (await AskAsync(direct, Echo)).Status); // its own connection is its own
        }

        Assert.Equal(2, LogOf(folder).Split("127.0.0.1 forwards requests and is not in Proxy:TrustedProxies").Length);
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
        byte[] proof = Proof("LAB", "alice", isUnicode: true);

        Assert.False(NtlmMessage.IsUnambiguous([.. proof, .. proof], isUnicode: true));
        Assert.True(NtlmMessage.IsUnambiguous(proof, isUnicode: true));
        Assert.True(NtlmMessage.IsUnambiguous(NtlmMessage.Negotiate, isUnicode: null));
        await AskAsync(client, $"{Echo}Authorization: NTLM {Convert.ToBase64String(NtlmMessage.Negotiate)}\r\n");
        Assert.Equal(401, (await AskAsync(client, $"{Echo}Authorization: NTLM {Convert.ToBase64String([.. proof, .. proof])}\r\n")).Status);
    }

    [Theory]
    [InlineData("LAB", "alice", true, true, true)]
    [InlineData("LAB", "alice", false, false, true)]
    [InlineData("", "", true, true, true)]              // anonymous
    [InlineData("LAB", "alice\0a", true, true, false)]  // gss-ntlmssp reads alice
    [InlineData("LAB\0a", "alice", true, true, false)]
    [InlineData("LAB", "alice\0a", false, false, false)]
    [InlineData("LAB", "alice", true, false, false)]    // gss-ntlmssp reads it as the challenge says
    [InlineData("LAB", "alice", false, true, false)]
    public void A_proof_names_its_user_in_one_way_only(string domain, string user, bool isUnicode, bool isChallengeUnicode, bool isUnambiguous) =>
        Assert.Equal(isUnambiguous, NtlmMessage.IsUnambiguous(Proof(domain, user, isUnicode), isChallengeUnicode));

    [Fact]
    public void A_proof_whose_names_cannot_be_read_is_no_proof()
    {
        Assert.False(NtlmMessage.IsUnambiguous(Proof("LAB", new string('a', 300), isUnicode: true), isUnicode: true)); // longer than a name is
        Assert.False(NtlmMessage.IsUnambiguous(Proof("LAB", "alice", isUnicode: true)[..^1], isUnicode: true));
        Assert.False(NtlmMessage.IsUnambiguous("NTLMSSP\0\u0003\0\0\0"u8, isUnicode: true));
    }

    [Fact]
    public void A_challenge_tells_its_encoding()
    {
        byte[] challenge = [.. "NTLMSSP\0\u0002\0\0\0"u8, .. new byte[8], 1, 0, 0, 0];
        Assert.True(NtlmMessage.IsChallengeUnicode([0x60, .. challenge])); // within SPNEGO
        challenge[20] = 2;
        Assert.False(NtlmMessage.IsChallengeUnicode(challenge));
        Assert.Null(NtlmMessage.IsChallengeUnicode(challenge.AsSpan(0, 23)));
    }

    [Fact]
    public void A_short_hello_is_filled_up_without_its_names()
    {
        byte[] hello = Convert.FromBase64String("TlRMTVNTUAABAAAAA7IAAAMAAwAiAAAAAgACACAAAABQQ0xBQg==");

        byte[] whole = NtlmMessage.Complete(hello);

        Assert.Equal(40, whole.Length);
        Assert.Equal([0x03, 0x82, 0, 0], whole[12..16]); // both names were announced
        Assert.All(whole[16..], octet => Assert.Equal(0, octet));
        Assert.Same(whole, NtlmMessage.Complete(whole));
        byte[] torn = hello[..15];
        Assert.Same(torn, NtlmMessage.Complete(torn));
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

    [PeerFact("gss-ntlmssp")]
    public async Task Who_came_first_over_a_front_ends_connection_is_not_taken_for_who_comes_next()
    {
        await using RunningProxy proxy = await StartAsync(settings => settings.Proxy.TrustedProxies.Add("127.0.0.1/32"));
        using RawClient frontEnd = await RawClient.ConnectAsync(proxy.EndPoint);

        Assert.Equal(200, await LogInAsync(frontEnd, "NTLM", "right", $"{Echo}X-Forwarded-For: 203.0.113.1\r\n"));
        Assert.Equal(401, (await AskAsync(frontEnd, $"{Echo}X-Forwarded-For: 203.0.113.2\r\n")).Status);
        Assert.Equal(401, (await AskAsync(frontEnd, Echo)).Status);
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

    [Fact]
    public void A_proof_without_room_for_a_version_gets_it_and_says_the_same()
    {
        byte[] user = "alice"u8.ToArray(), domain = "LAB"u8.ToArray(), response = [1, 2, 3, 4];
        byte[] proof = [.. "NTLMSSP\0\u0003\0\0\0"u8, .. new byte[52], .. response, .. domain, .. user];
        foreach ((int at, int length, int offset) in ((int, int, int)[])[(20, 4, 64), (28, 3, 68), (36, 5, 71), (44, 0, 0)])
        {
            proof[at] = proof[at + 2] = (byte)length;
            proof[at + 4] = (byte)offset;
        }

        byte[] roomy = NtlmMessage.Complete(proof);

        Assert.Equal(proof.Length + 8, roomy.Length);
        Assert.Equal(@"LAB\alice", NtlmMessage.NameIn(roomy));
        Assert.Equal((byte)72, roomy[24]);
        Assert.Equal(response, roomy[72..76]);
        Assert.Equal((byte)0, roomy[48]); // what isn't there is nowhere
        Assert.Same(roomy, NtlmMessage.Complete(roomy));
        byte[] torn = proof[..64];
        Assert.Same(torn, NtlmMessage.Complete(torn));
    }

    [Fact]
    public void Names_are_read_from_proofs_and_from_nothing_else()
    {
        byte[] domain = Encoding.Unicode.GetBytes("LAB"), user = Encoding.Unicode.GetBytes("alice");
        byte[] proof = [.. "NTLMSSP\0\u0003\0\0\0"u8, .. new byte[52], .. domain, .. user];
        proof[28] = (byte)domain.Length;
        proof[32] = 64;
        proof[36] = (byte)user.Length;
        proof[40] = (byte)(64 + domain.Length);
        proof[60] = 1;

        Assert.Equal(@"LAB\alice", NtlmMessage.NameIn(proof));
        Assert.Equal(@"LAB\alice", NtlmMessage.NameIn([0x60, 0x82, .. proof])); // in SPNEGO
        Assert.Null(NtlmMessage.NameIn(NtlmMessage.Negotiate));
        for (int length = 0; length < proof.Length; length++)
        {
            Assert.Null(NtlmMessage.NameIn(proof.AsSpan(0, length)));
        }

        proof[43] = 0xff; // an offset of four milliards
        Assert.Null(NtlmMessage.NameIn(proof));
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

    /// <summary>An authenticate message ([MS-NLMP] 2.2.1.3) with names and without responses.</summary>
    private static byte[] Proof(string domain, string user, bool isUnicode)
    {
        Encoding encoding = isUnicode ? Encoding.Unicode : Encoding.Latin1;
        byte[] domainName = encoding.GetBytes(domain), userName = encoding.GetBytes(user);
        byte[] header = [.. "NTLMSSP\0\u0003\0\0\0"u8, .. new byte[52]];
        header[60] = (byte)(isUnicode ? 1 : 2);
        Put(28, domainName, header.Length);
        Put(36, userName, header.Length + domainName.Length);
        return [.. header, .. domainName, .. userName];

        void Put(int at, byte[] name, int offset)
        {
            BitConverter.TryWriteBytes(header.AsSpan(at), (ushort)name.Length);
            BitConverter.TryWriteBytes(header.AsSpan(at + 4), offset);
        }
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
