using System.Text;
using RpcHttpProxy.Edge.Authentication;
using RpcHttpProxy.Edge.Targets;
using RpcHttpProxy.Hosting.Authentication;
using RpcHttpProxy.Hosting.Tests.Wire;
using RpcHttpProxy.TestKit;
using RpcHttpProxy.Transport.Channels;

namespace RpcHttpProxy.Hosting.Tests.Targets;

/// <summary>What is taken away from somebody who has an open connection.</summary>
[Trait(Category.Name, Category.Slow)]
public sealed class AccessRevocationTests : IDisposable
{
    private const string Denied = "HTTP/1.0 503 RPC Error: 5";

    private readonly ScratchFolder _folder = new();
    private bool _isAllowed = true;

    public AccessRevocationTests()
    {
        UserFile.Change(_folder["users"], users => users.Put(TestUsers.WithPassword("alice", "right", ["staff"])));
        File.WriteAllText(_folder["settings.json"], "{}");
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("user", "its user or certificate is not valid any more")]
    [InlineData("group", "no rule allows 127.0.0.1:")]
    [InlineData("target", "no rule allows 127.0.0.1:")]
    public async Task An_open_connection_ends_at_once_where_that_is_wanted_and_leaves_its_audit_line(string what, string why)
    {
        using var server = new ListeningServer();
        await using (RunningProxy proxy = await StartAsync(server, OnRevocationChoice.Close))
        {
            using RawClient alice = await OpenAsync(proxy, server);
            await server.AcceptAsync();

            TakeAway(what);

            Assert.Equal(Denied, Encoding.ASCII.GetString(await alice.ReadAsync(Denied.Length))); // it has had no answer yet
            await Eventually.TrueAsync(() => proxy.Host.Snapshots()[0].Rows == 0, () => "the connection is still there");
        }

        string log = Log();
        Assert.Contains("alice at 127.0.0.1 loses 127.0.0.1:", log, StringComparison.Ordinal);
        Assert.Contains(why, log, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("user", "HTTP/1.1 401 Unautho")]
    [InlineData("group", Denied)]
    [InlineData("target", Denied)]
    public async Task Who_comes_then_is_refused_while_an_open_connection_goes_on(string what, string answer)
    {
        using var server = new ListeningServer();
        await using RunningProxy proxy = await StartAsync(server, OnRevocationChoice.Recycle);
        using RawClient alice = await OpenAsync(proxy, server);
        await server.AcceptAsync();

        TakeAway(what);
        await ReadAgainAsync();

        using RawClient again = await OpenAsync(proxy, server);
        Assert.Equal(answer, Encoding.ASCII.GetString(await again.ReadAsync(answer.Length)));
        Assert.Equal(1, proxy.Host.Snapshots()[0].Rows);
    }

    [Theory]
    [InlineData("nothing", "", "Opened_A5W")] // the successor waits for its turn
    [InlineData("user", "HTTP/1.1 401 Unautho", "Opened")]
    [InlineData("group", Denied, "Opened")]
    [InlineData("target", Denied, "Opened")]
    public async Task A_channel_of_an_open_connection_is_not_replaced_any_more(string what, string answer, string state)
    {
        using var server = new ListeningServer();
        await using RunningProxy proxy = await StartAsync(server, OnRevocationChoice.Recycle);
        using RawClient alice = await OpenAsync(proxy, server);
        await server.AcceptAsync();
        await server.SendAsync([.. LegacyServerResponse.Bytes.ToArray(), .. Vectors.Load("CONN_B3")]);
        await IsInAsync(proxy, "Opened");
        if (what != "nothing")
        {
            TakeAway(what);
            await ReadAgainAsync();
        }

        using RawClient successor = await OpenAsync(proxy, server, Successor());

        Assert.Equal(answer, Encoding.ASCII.GetString(await successor.ReadAsync(answer.Length)));
        await IsInAsync(proxy, state);
    }

    private Task ReadAgainAsync() => Eventually.TrueAsync(
        () => Log() is var log && (log.Contains("users was read again", StringComparison.Ordinal) || log.Contains("Access rules reloaded", StringComparison.Ordinal)), Log);

    private static Task IsInAsync(RunningProxy proxy, string state) =>
        Eventually.TrueAsync(() => proxy.Host.Snapshots()[0].ByState.Keys.SequenceEqual([state]), () => string.Join(", ", proxy.Host.Snapshots()[0].ByState.Keys));

    /// <summary>IN_R2/A1 for the connection that <see cref="OpenAsync"/> opens, and its IN channel.</summary>
    private static byte[] Successor()
    {
        Range channelCookie = 52..68; // the second cookie of both PDUs, behind header (20), Version (8), the connection's (20) and the command type (4)
        byte[] successor = Vectors.Load("IN_R2_A1");
        Vectors.Load("CONN_B1").AsSpan(channelCookie).CopyTo(successor.AsSpan(channelCookie));
        return successor;
    }

    private string Log()
    {
        using var file = new FileStream(Directory.GetFiles(Path.GetDirectoryName(_folder["log"])!, "log-*").Single(), FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        return new StreamReader(file).ReadToEnd();
    }

    private void TakeAway(string what)
    {
        switch (what)
        {
            case "user":
                UserFile.Change(_folder["users"], users => users.Remove("alice"));
                break;
            case "group":
                UserFile.Change(_folder["users"], users => users.Put(users.Find("alice")! with { Groups = [] }));
                break;
            default:
                _isAllowed = false;
                File.WriteAllText(_folder["settings.json"], "{ }");
                break;
        }
    }

    private Task<RunningProxy> StartAsync(ListeningServer server, OnRevocationChoice choice) => RunningProxy.StartAsync(settings =>
    {
        settings.Log.File = _folder["log-.txt"];
        Settle(settings.Proxy, server, choice);
        settings.ConfigurationFile = _folder["settings.json"];
        settings.Reread = () =>
        {
            var options = new ProxyOptions();
            options.Listen.Add("http://127.0.0.1:0");
            Settle(options, server, choice);
            return options;
        };
    });

    private void Settle(ProxyOptions options, ListeningServer server, OnRevocationChoice choice)
    {
        options.OnRevocation = choice;
        options.LingerTimeout = TimeSpan.FromSeconds(1);
        options.Authentication.Schemes.Add(AuthenticationScheme.Basic);
        options.Authentication.UsersFile = _folder["users"];
        options.Rules.Add(new TargetRuleOptions { Targets = [_isAllowed ? $"127.0.0.1:{server.Port}" : "other:1"], Groups = ["staff"] });
    }

    private static async Task<RawClient> OpenAsync(RunningProxy proxy, ListeningServer server, byte[]? first = null)
    {
        RawClient client = await RawClient.ConnectAsync(proxy.EndPoint);
        string password = Convert.ToBase64String("alice:right"u8);
        await client.SendAsync($"RPC_IN_DATA /rpc/rpcproxy.dll?127.0.0.1:{server.Port} HTTP/1.1\r\nHost: p\r\nAuthorization: Basic {password}\r\nContent-Length: 1073741824\r\n\r\n");
        await client.SendAsync(first ?? Vectors.Load("CONN_B1"));
        return client;
    }
}
