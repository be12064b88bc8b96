using RpcHttpProxy.Edge.Targets;
using RpcHttpProxy.Hosting.Authentication;
using RpcHttpProxy.Hosting.Tests.Wire;
using RpcHttpProxy.TestKit;
using static RpcHttpProxy.Hosting.Tests.Authentication.NtlmTests;

namespace RpcHttpProxy.Hosting.Tests.Authentication;

/// <summary>Who a client is that has proved its password by NTLM: the user of the store.</summary>
public sealed class NtlmUserTests
{
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
        UserFile.Change(folder["users"], users => users.Put(TestUsers.WithPassword("alice", "another", ["staff"])));
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
}
