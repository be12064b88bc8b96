using System.Net.Http.Headers;
using System.Text;
using RpcHttpProxy.Edge.Authentication;
using RpcHttpProxy.Hosting;
using RpcHttpProxy.Hosting.Authentication;
using RpcHttpProxy.TestKit;
using RpcHttpProxy.Tool;

namespace RpcHttpProxy.Client.Tests.Tool;

/// <summary><c>rpchttp throttled</c> with a proxy.</summary>
[Trait(Category.Name, Category.Slow)]
public sealed class ThrottledCommandTests : IAsyncLifetime
{
    private readonly string _users = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
    private ProxyHost _proxy = null!;

    private string Admin => _proxy.AdminUrl!.ToString();

    public async Task InitializeAsync()
    {
        UserFile.Change(_users, users => users.Put(UserEntry.WithPassword("alice", "right", [])));
        var settings = new ProxyHostSettings();
        settings.Proxy.Listen.Add("http://127.0.0.1:0");
        settings.Proxy.Authentication.Schemes.Add(AuthenticationScheme.Basic);
        settings.Proxy.Authentication.UsersFile = _users;
        settings.Admin.Url = "http://127.0.0.1:0";
        settings.Log.Console = false;
        _proxy = ProxyHost.Build(settings);
        await _proxy.StartAsync();
    }

    public async Task DisposeAsync()
    {
        await _proxy.StopAsync();
        await _proxy.DisposeAsync();
        File.Delete(_users);
    }

    [Fact]
    public async Task Who_is_slowed_is_listed_and_cleared()
    {
        Assert.Equal((0, "", ""), await RunAsync("list", "--admin", Admin));
        await GuessAsync(4);

        (int code, string listed, _) = await RunAsync("list", "--admin", Admin);
        Assert.Equal(0, code);
        Assert.Matches("^127.0.0.1\t\\*\t4\t0[.0-9]*\n\\*\talice\t4\t0[.0-9]*\n127.0.0.1\talice\t4\t0[.0-9]*\n$", listed.ReplaceLineEndings("\n"));

        Assert.Equal((0, "2 cleared", ""), await RunAsync("clear", "--admin", Admin, "--user", "Alice"));
        Assert.Equal((0, "1 cleared", ""), await RunAsync("clear", "--admin", Admin, "--address", "127.0.0.1"));
        Assert.Equal((0, "0 cleared", ""), await RunAsync("clear", "--admin", Admin, "--all"));
        Assert.Equal((0, "", ""), await RunAsync("list", "--admin", Admin));
    }

    [Fact]
    public async Task What_is_to_be_cleared_must_be_said_once()
    {
        Assert.Equal(2, (await RunAsync("clear", "--admin", Admin)).Code);
        Assert.Equal(2, (await RunAsync("clear", "--admin", Admin, "--all", "--user", "alice")).Code);
        Assert.Equal(2, (await RunAsync("list")).Code);
        Assert.Equal(2, (await RunAsync("list", "--admin", "https://127.0.0.1:1")).Code);
    }

    [Fact]
    public async Task What_goes_wrong_is_exit_code_1_and_one_line()
    {
        (int code, _, string error) = await RunAsync("clear", "--admin", Admin, "--address", "nowhere");
        Assert.Equal(1, code);
        Assert.EndsWith("with 400: That is no address.", error, StringComparison.Ordinal);

        (code, _, error) = await RunAsync("list", "--admin", _proxy.Urls.Single().ToString()); // the clients' listener
        Assert.Equal(1, code);
        Assert.Contains("with 404", error, StringComparison.Ordinal);

        (code, _, error) = await RunAsync("list", "--admin", "http://127.0.0.1:1");
        Assert.Equal(1, code);
        Assert.Contains("does not answer as a proxy's admin listener", error, StringComparison.Ordinal);
    }

    private static async Task<(int Code, string Output, string Error)> RunAsync(params string[] arguments)
    {
        StringWriter output = new(), error = new();
        int code = await ToolRoot.RunAsync(["throttled", .. arguments], output, error);
        return (code, output.ToString().EndsWith("cleared\n", StringComparison.Ordinal) ? output.ToString().TrimEnd() : output.ToString(), error.ToString().TrimEnd());
    }

    private async Task GuessAsync(int times)
    {
        using var http = new HttpClient();
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes("alice:wrong")));
        for (int i = 0; i < times; i++)
        {
            using HttpResponseMessage response = await http.GetAsync(new Uri(_proxy.Urls.Single(), "/rpc/rpcproxy.dll"));
            Assert.Equal(401, (int)response.StatusCode);
        }
    }
}
