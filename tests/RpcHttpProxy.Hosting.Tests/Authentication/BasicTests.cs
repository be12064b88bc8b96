using System.Text;
using Microsoft.Extensions.Time.Testing;
using RpcHttpProxy.Edge.Authentication;
using RpcHttpProxy.Hosting.Authentication;
using RpcHttpProxy.Hosting.Tests.Edge;
using RpcHttpProxy.Hosting.Tests.Wire;
using RpcHttpProxy.TestKit;

namespace RpcHttpProxy.Hosting.Tests.Authentication;

/// <summary>Basic authentication on the wire, and whom the rest of the proxy sees.</summary>
public sealed class BasicTests : IDisposable
{
    private const string Echo = "RPC_IN_DATA /rpc/rpcproxy.dll HTTP/1.1\r\nHost: p\r\nContent-Length: 0\r\n";
    private const string Challenge = "WWW-Authenticate: Basic realm=\"RPC\", charset=\"UTF-8\"\r\n";
    private const string Password = "pa:ss wörd";

    private readonly ScratchFolder _folder = new();

    public BasicTests() => UserFile.Change(_folder["users"], users =>
    {
        users.Put(TestUsers.WithPassword("alice", Password, ["staff"]));
        users.Put(new UserEntry("bob", null, []));
    });

    public void Dispose() => _folder.Dispose();

    // [rpch 2.1.2.1/2]
    [Fact]
    public async Task A_connection_is_asked_answers_and_stays()
    {
        await using RunningProxy proxy = await StartAsync();
        using RawClient client = await RawClient.ConnectAsync(proxy.EndPoint);

        Assert.Equal((401, true), await AskAsync(client, Echo));
        Assert.Equal((401, true), await AskAsync(client, Echo + Basic("alice", "wrong")));
        Assert.Equal((200, false), await AskAsync(client, Echo + Basic("alice", Password)));
        Assert.Equal((200, false), await AskAsync(client, Echo + Basic("ALICE", Password)));
        Assert.Equal((401, true), await AskAsync(client, Echo)); // Basic is said each time
    }

    [Theory]
    [InlineData("nobody", Password)]
    [InlineData("alice", "")]
    [InlineData("bob", "")] // is there for the groups, and has no password
    [InlineData("alice", "pa")]
    public async Task Wrong_names_and_passwords_are_refused(string name, string password)
    {
        await using RunningProxy proxy = await StartAsync();
        using RawClient client = await RawClient.ConnectAsync(proxy.EndPoint);

        Assert.Equal((401, true), await AskAsync(client, Echo + Basic(name, password)));
    }

    [Theory]
    [InlineData("Basic")]
    [InlineData("Basic ")]
    [InlineData("Basic ???")]
    [InlineData("Basic YWxpY2U=")] // no colon
    [InlineData("Basic OnBhc3M=")] // no name
    [InlineData("Bearer YWxpY2U6cGFzcw==")]
    [InlineData("NTLM TlRMTVNTUAABAAAA")]
    public async Task What_can_not_be_decoded_is_asked_again_and_never_said_where_anonymous_is_allowed(string header)
    {
        await using RunningProxy strict = await StartAsync();
        await using RunningProxy open = await StartAsync(AuthenticationScheme.Anonymous);
        using RawClient client = await RawClient.ConnectAsync(strict.EndPoint);
        using RawClient freeRdp = await RawClient.ConnectAsync(open.EndPoint);

        Assert.Equal((401, true), await AskAsync(client, $"{Echo}Authorization: {header}\r\n"));
        Assert.Equal((200, false), await AskAsync(freeRdp, $"{Echo}Authorization: {header}\r\n"));
    }

    [Theory]
    [InlineData(256, true)]
    [InlineData(257, false)] // no user's name is so long, and names that failed are remembered
    public void A_name_has_a_bound(int length, bool isTaken) => Assert.Equal(
        isTaken, BasicCredentials.TryParse(Encoding.UTF8.GetBytes(new string('a', length) + ":" + Password), PasswordEncoding.Default, out _));

    [Theory]
    [InlineData("al\nice:right")]
    [InlineData("alice:ri\0ght")]
    public void Control_characters_are_in_no_name_and_no_password(string text) =>
        Assert.False(BasicCredentials.TryParse(Encoding.UTF8.GetBytes(text), PasswordEncoding.Default, out _));

    [Theory]
    [InlineData("alice", 200)]
    [InlineData(@"LAB\alice", 200)]
    [InlineData("alice@lab.example", 200)]
    [InlineData(@"OTHER\alice", 401)]
    [InlineData("alice@other.example", 401)]
    public async Task With_a_default_domain_a_name_is_taken_in_each_spelling(string name, int expected)
    {
        await using RunningProxy proxy = await StartAsync(settle: settings =>
        {
            settings.Proxy.Authentication.DefaultDomain = "LAB";
            settings.Proxy.Authentication.UpnSuffix = "lab.example";
        });
        using RawClient client = await RawClient.ConnectAsync(proxy.EndPoint);

        Assert.Equal(expected, (await AskAsync(client, Echo + Basic(name, Password))).Status);
    }

    [Fact]
    [Trait(Category.Name, Category.Slow)]
    public async Task The_spellings_of_one_name_are_slowed_as_one_user()
    {
        var options = new AuthenticationOptions { DefaultDomain = "LAB", UpnSuffix = "lab.example", UsersFile = _folder["users"] };
        using var store = new FileUserStore(
            _folder["users"], options, TimeProvider.System, Microsoft.Extensions.Logging.Abstractions.NullLogger<FileUserStore>.Instance);
        var time = new FakeTimeProvider();
        var throttle = new LoginThrottle(time);
        var verifier = new PasswordVerifier(store, options, time, Microsoft.Extensions.Logging.Abstractions.NullLogger<PasswordVerifier>.Instance);
        var scheme = new BasicScheme(verifier, throttle, options, options.ToAccountNames());

        string[] spellings = ["alice", @"LAB\alice", "alice@lab.example", "ALICE"];
        for (int i = 0; i < spellings.Length; i++)
        {
            await TryAsync(spellings[i], $"10.0.0.{i}"); // each from an address of its own
        }

        Assert.False(throttle.EnterAsync("10.0.0.9", @"LAB\alice", CancellationToken.None).IsCompleted); // whose turn is later
        Assert.True(throttle.EnterAsync("10.0.0.9", @"LAB\bob", CancellationToken.None).IsCompleted);

        async Task TryAsync(string name, string address)
        {
            byte[] token = Encoding.UTF8.GetBytes($"{name}:wrong");
            await scheme.TryAsync(RulesUnderTest.Request("RPC_IN_DATA", 0, peer: address), new AuthorizationHeader(BasicScheme.SchemeName, token), CancellationToken.None);
        }
    }

    [Fact]
    public async Task A_wrong_password_is_wrong_where_anonymous_is_allowed_too()
    {
        await using RunningProxy proxy = await StartAsync(AuthenticationScheme.Anonymous);
        using RawClient client = await RawClient.ConnectAsync(proxy.EndPoint);

        Assert.Equal((401, true), await AskAsync(client, Echo + Basic("alice", "wrong")));
    }

    [Fact]
    [Trait(Category.Name, Category.Slow)]
    public async Task A_password_that_is_not_looked_at_is_not_called_wrong()
    {
        UserFile.Change(_folder["users"], users => users.Put(TestUsers.WithPassword("carol", Password, [])));
        string counters;
        await using (RunningProxy proxy = await StartAsync(settle: settings =>
        {
            settings.Time = new ManualTime(); // stands still
            settings.Log.File = _folder["log-.txt"];
            settings.Admin.Url = "http://127.0.0.1:0";
        }))
        {
            using RawClient alice = await RawClient.ConnectAsync(proxy.EndPoint);
            using RawClient carol = await RawClient.ConnectAsync(proxy.EndPoint);
            Assert.Equal((200, false), await AskAsync(alice, Echo + Basic("alice", Password)));
            RawClient[] guessers = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => RawClient.ConnectAsync(proxy.EndPoint)));
            foreach (RawClient guesser in guessers[..4])
            {
                Assert.Equal((401, true), await AskAsync(guesser, Echo + Basic("bob", "wrong")));
            }

            // Five wait for their turns, the last for 7.75 s; the others are answered at once.
            await Task.WhenAll(guessers[4..].Select(guesser => guesser.SendAsync($"{Echo}{Basic("bob", "wrong")}\r\n")));
            string answer = await (await Task.WhenAny(guessers[4..].Select(guesser => guesser.ReadToAsync(" s.\n"))));
            Assert.StartsWith("HTTP/1.1 503 Service Unavailable\r\nRetry-After: 16\r\n", answer, StringComparison.Ordinal);
            Assert.EndsWith("\r\n\r\nToo many attempts failed: this one was not verified. Try again in 16 s.\n", answer, StringComparison.Ordinal);
            Assert.DoesNotContain("WWW-Authenticate", answer, StringComparison.Ordinal);

            Assert.Equal((503, false), await AskAsync(carol, Echo + Basic("carol", Password)));
            Assert.Equal((200, false), await AskAsync(alice, Echo + Basic("alice", Password)));
            using var http = new HttpClient();
            counters = await http.GetStringAsync(new Uri(proxy.Host.AdminUrl!, "/counters"));
            Array.ForEach(guessers, guesser => guesser.Dispose());
        }

        Assert.Matches("\"refused\": *{\\s*\"Basic\": *4\\s*}", counters);
        Assert.Matches("\"rejectedUnverified\": *[1-9]", counters);
        string log = string.Concat(Directory.EnumerateFiles(Path.GetDirectoryName(_folder["log-.txt"])!, "log-*").Select(File.ReadAllText));
        Assert.Contains("Basic rejected without verification, for 16 s", log, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("GET /rpc/rpcproxy.dll HTTP/1.1\r\nHost: p\r\n")]
    [InlineData("RPC_IN_DATA /rpc/rpcproxy.dll?s:1 HTTP/1.1\r\nHost: p\r\nContent-Length: 1073741824\r\n")]
    [InlineData("RPC_OUT_DATA /rpc/rpcproxy.dll?s:0 HTTP/1.1\r\nHost: p\r\nContent-Length: 76\r\n")]
    [InlineData("RPC_IN_DATA /rpc/rpcproxy.dll?s:1 HTTP/1.1\r\nHost: p\r\nTransfer-Encoding: chunked\r\n")]
    public async Task Who_it_is_is_asked_before_anything_else(string head)
    {
        await using RunningProxy proxy = await StartAsync();
        using RawClient client = await RawClient.ConnectAsync(proxy.EndPoint);

        Assert.Equal((401, true), await AskAsync(client, head));
    }

    [Fact]
    public async Task A_401_in_the_middle_of_a_body_ends_the_connection_and_is_read()
    {
        await using RunningProxy proxy = await StartAsync();
        using RawClient client = await RawClient.ConnectAsync(proxy.EndPoint);

        await client.SendAsync("RPC_IN_DATA /rpc/rpcproxy.dll?s:1 HTTP/1.1\r\nHost: p\r\nContent-Length: 1073741824\r\n\r\n");
        await client.SendAsync(new byte[100_000]);
        string all = Encoding.ASCII.GetString(await client.ReadToEndAsync());

        Assert.StartsWith($"HTTP/1.1 401 Unauthorized\r\n{Challenge}", all, StringComparison.Ordinal);
        Assert.Contains("Connection: close\r\n", all, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_HTTP_1_0_client_that_keeps_its_connection_may_answer_on_it()
    {
        await using RunningProxy proxy = await StartAsync();
        using RawClient client = await RawClient.ConnectAsync(proxy.EndPoint);
        const string Head = "RPC_OUT_DATA /rpc/rpcproxy.dll HTTP/1.0\r\nConnection: Keep-Alive\r\nContent-Length: 0\r\n";

        Assert.Equal((401, true), await AskAsync(client, Head));
        Assert.Equal((200, false), await AskAsync(client, Head + Basic("alice", Password)));
    }

    [Fact]
    public async Task No_password_and_no_header_is_in_log_or_trace()
    {
        string log = _folder["log-.txt"];
        await using (RunningProxy proxy = await StartAsync(settle: settings =>
        {
            settings.Log.Level = Microsoft.Extensions.Logging.LogLevel.Trace; // the framework's own lines too
            settings.Log.File = log;
            settings.Trace.Directory = _folder["traces"];
            settings.Proxy.AllowedTargets.Add("127.0.0.1:1");
        }))
        {
            using RawClient client = await RawClient.ConnectAsync(proxy.EndPoint);
            Assert.Equal((200, false), await AskAsync(client, Echo + Basic("alice", Password)));
            Assert.Equal((401, true), await AskAsync(client, Echo + Basic("alice", "hunter2 hunter2")));
            Assert.Equal((401, true), await AskAsync(client, Echo + Basic("hunter2 hunter2", "alice"))); // the wrong field
            await client.SendAsync($"RPC_IN_DATA /rpc/rpcproxy.dll?127.0.0.1:1 HTTP/1.1\r\nHost: p\r\nContent-Length: 1073741824\r\n{Basic("alice", Password)}\r\n");
            await client.SendAsync(Vectors.Load("CONN_B1"));
            await client.ReadToEndAsync();
        }

        string said = string.Concat(
            Directory.EnumerateFiles(Path.GetDirectoryName(log)!, "*", SearchOption.AllDirectories)
                .Where(file => !file.Contains("users", StringComparison.Ordinal)).Select(File.ReadAllText));
        Assert.Contains("alice", said, StringComparison.Ordinal); // there was something to log
        Assert.Contains("rpcproxy.dll", said, StringComparison.Ordinal);
        foreach (string secret in (string[])[Password, "hunter2", Token("alice", Password), Token("alice", "hunter2 hunter2"), "Authorization: Basic"])
        {
            Assert.DoesNotContain(secret, said, StringComparison.OrdinalIgnoreCase);
        }
    }

    internal static string Basic(string name, string password) => $"Authorization: Basic {Token(name, password)}\r\n";

    /// <summary>Sends a head and reads an answer's: its status, and whether it asks for Basic.</summary>
    internal static async Task<(int Status, bool IsAsked)> AskAsync(RawClient client, string head)
    {
        await client.SendAsync(head + "\r\n");
        string answer = await client.ReadToAsync("\r\n\r\n");
        if (answer.Contains("Content-Length: 20\r\n", StringComparison.Ordinal))
        {
            await client.ReadAsync(20);
        }

        return (int.Parse(answer.Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture), answer.Contains(Challenge, StringComparison.Ordinal));
    }

    private static string Token(string name, string password) => Convert.ToBase64String(Encoding.UTF8.GetBytes($"{name}:{password}"));

    private Task<RunningProxy> StartAsync(AuthenticationScheme? also = null, Action<ProxyHostSettings>? settle = null) => RunningProxy.StartAsync(settings =>
    {
        AuthenticationOptions authentication = settings.Proxy.Authentication;
        authentication.Schemes.Add(AuthenticationScheme.Basic);
        authentication.UsersFile = _folder["users"];
        if (also is { } another)
        {
            authentication.Schemes.Add(another);
        }

        settle?.Invoke(settings);
    });
}
