using System.Text;
using RpcHttpProxy.Edge.Authentication;
using RpcHttpProxy.Hosting.Authentication;
using RpcHttpProxy.Hosting.Tests.Wire;

namespace RpcHttpProxy.Hosting.Tests.Authentication;

/// <summary>One password in the octets and characters that clients send for it.</summary>
public sealed class PasswordEncodingTests : IDisposable
{
    private const string Echo = "RPC_IN_DATA /rpc/rpcproxy.dll HTTP/1.1\r\nHost: p\r\nContent-Length: 0\r\n";

    private readonly ScratchFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("gr€en", "gr€en", "windows-1252", 200)]
    [InlineData("gr€en", "gr€en", "utf-8", 200)]
    [InlineData("gr€en", "gr€en", "iso-8859-15", 401)] // another's code page: the octet is another character
    [InlineData("Tür–“x”’s", "Tür–“x”’s", "windows-1252", 200)]
    [InlineData("grün", "grün", "iso-8859-1", 200)]
    [InlineData("grün", "gru\u0308n", "utf-8", 200)] // as macOS may spell it
    [InlineData("gru\u0308n", "grün", "utf-8", 200)]
    [InlineData("a b", "a\u3000b", "utf-8", 200)] // a space, from a Japanese keyboard
    [InlineData("grün", "grun", "utf-8", 401)]
    public async Task A_password_is_right_in_UTF_8_and_in_the_code_page(string stored, string password, string encoding, int expected)
    {
        Encoding sent = encoding == "utf-8" ? Encoding.UTF8 : CodePagesEncodingProvider.Instance.GetEncoding(encoding) ?? Encoding.GetEncoding(encoding);
        await using RunningProxy proxy = await StartAsync(TestUsers.WithPassword("alice", stored, []));
        using RawClient client = await RawClient.ConnectAsync(proxy.EndPoint);

        Assert.Equal(expected, await AskAsync(client, sent.GetBytes($"alice:{password}")));
    }

    [Fact]
    public async Task The_code_page_is_a_setting()
    {
        Encoding japanese = CodePagesEncodingProvider.Instance.GetEncoding("shift_jis")!;
        await using RunningProxy proxy = await StartAsync(
            TestUsers.WithPassword("alice", "パスワード", []), settings => settings.Proxy.Authentication.PasswordCodePage = "shift_jis");
        using RawClient client = await RawClient.ConnectAsync(proxy.EndPoint);

        Assert.Equal(200, await AskAsync(client, japanese.GetBytes("alice:パスワード")));
    }

    [Fact]
    public void A_code_page_that_is_none_is_a_fault()
    {
        var options = new ProxyOptions { Authentication = { PasswordCodePage = "cp-nowhere" } };

        Assert.Contains("PasswordCodePage 'cp-nowhere' is no code page", new ProxyOptionsValidator().Validate(null, options).FailureMessage, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("alice", 200)]
    [InlineData("ａｌｉｃｅ", 200)] // full width
    [InlineData("ＡＬＩＣＥ", 200)]
    [InlineData("alicé", 401)]
    public async Task A_name_is_one_in_full_width(string name, int expected)
    {
        await using RunningProxy proxy = await StartAsync(TestUsers.WithPassword("alice", "right", []));
        using RawClient client = await RawClient.ConnectAsync(proxy.EndPoint);

        Assert.Equal(expected, await AskAsync(client, Encoding.UTF8.GetBytes($"{name}:right")));
    }

    [Fact]
    public async Task Names_and_hashes_that_were_made_before_passwords_were_normalized_are_good()
    {
        await using RunningProxy proxy = await StartAsync(new UserEntry("mu\u0308ller", PasswordHashes.Hash("gru\u0308n"), []));
        using RawClient client = await RawClient.ConnectAsync(proxy.EndPoint);

        Assert.Equal(200, await AskAsync(client, Encoding.UTF8.GetBytes("mu\u0308ller:gru\u0308n")));
        Assert.Equal(200, await AskAsync(client, Encoding.UTF8.GetBytes("müller:gru\u0308n")));
        Assert.Equal(401, await AskAsync(client, Encoding.UTF8.GetBytes("müller:grun")));
    }

    [Theory]
    [InlineData("alice:ri\u0081ght")] // undefined in the code page
    [InlineData("alice:ri\u0007ght")]
    [InlineData("no colon")]
    [InlineData(":no name")]
    public async Task What_can_not_be_read_is_logged_and_counted_and_is_no_failure(string text)
    {
        string counters;
        await using (RunningProxy proxy = await StartAsync(TestUsers.WithPassword("alice", "right", []), settings =>
        {
            settings.Log.File = _folder["log-.txt"];
            settings.Admin.Url = "http://127.0.0.1:0";
        }))
        {
            using RawClient client = await RawClient.ConnectAsync(proxy.EndPoint);
            Assert.Equal(401, await AskAsync(client, Encoding.Latin1.GetBytes(text)));
            using var http = new HttpClient();
            counters = await http.GetStringAsync(new Uri(proxy.Host.AdminUrl!, "/counters"));
        }

        Assert.Matches("\"refused\": *{},\\s*\"undecodable\": *{\\s*\"Basic\": *1\\s*}", counters);
        string log = string.Concat(Directory.EnumerateFiles(Path.GetDirectoryName(_folder["log-.txt"])!, "log-*").Select(File.ReadAllText));
        Assert.Contains("Basic can't be read", log, StringComparison.Ordinal);
        Assert.DoesNotContain("ght", log, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1_024, true)]
    [InlineData(1_025, false)]
    [InlineData(48_000, false)]
    public void A_password_that_is_too_long_for_any_users_is_not_even_normalized(int length, bool isRead) =>
        Assert.Equal(isRead, BasicCredentials.TryParse(Encoding.UTF8.GetBytes($"alice:{new string('x', length)}"), PasswordEncoding.Default, out _));

    [Fact]
    public void A_full_width_colon_separates_no_name() =>
        Assert.False(BasicCredentials.TryParse(Encoding.UTF8.GetBytes("certificate：alice:right"), PasswordEncoding.Default, out _));

    private static async Task<int> AskAsync(RawClient client, byte[] credentials)
    {
        (int status, _) = await BasicTests.AskAsync(client, $"{Echo}Authorization: Basic {Convert.ToBase64String(credentials)}\r\n");
        return status;
    }

    private Task<RunningProxy> StartAsync(UserEntry user, Action<ProxyHostSettings>? settle = null)
    {
        UserFile.Change(_folder["users"], users => users.Put(user));
        return RunningProxy.StartAsync(settings =>
        {
            settings.Proxy.Authentication.Schemes.Add(AuthenticationScheme.Basic);
            settings.Proxy.Authentication.UsersFile = _folder["users"];
            settle?.Invoke(settings);
        });
    }
}
