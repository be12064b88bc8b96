using System.Net;
using System.Text;
using RpcHttpProxy.Edge.Authentication;
using RpcHttpProxy.Hosting.Tests.Wire;
using RpcHttpProxy.TestKit;
using static RpcHttpProxy.Hosting.Tests.Authentication.NtlmTests;

namespace RpcHttpProxy.Hosting.Tests.Authentication;

/// <summary>What NTLM's challenge tells those who haven't said who they are.</summary>
public sealed class NtlmNameTests
{
    private const string Echo = "RPC_IN_DATA /rpc/rpcproxy.dll HTTP/1.1\r\nHost: p\r\nContent-Length: 0\r\n";

    [PeerTheory("gss-ntlmssp")]
    [InlineData("NTLM", null, "RPC", "RPC")]
    [InlineData("NTLM", "mail.example", "MAIL", "mail.example")]
    [InlineData("Negotiate", null, "RPC", "RPC")]
    [InlineData("Negotiate", "mail.example", "MAIL", "mail.example")]
    public async Task It_is_the_name_of_the_setting_and_not_the_machines(string scheme, string? set, string netBios, string dns)
    {
        await using RunningProxy proxy = await StartAsync(settings => settings.Proxy.Authentication.NtlmName = set ?? settings.Proxy.Authentication.NtlmName);
        using RawClient client = await RawClient.ConnectAsync(proxy.EndPoint);

        (_, string answer) = await AskAsync(client, $"{Echo}Authorization: {scheme} {Convert.ToBase64String(NtlmMessage.Negotiate)}\r\n");
        string text = Encoding.Latin1.GetString(Convert.FromBase64String(answer.Split($"WWW-Authenticate: {scheme} ")[1].Split('\r')[0]));

        // [MS-NLMP] 2.2.2.1: NetBIOS name of the computer (1), DNS name of it (3).
        Assert.Contains($"\u0001\0{(char)(2 * netBios.Length)}\0{Utf16(netBios)}", text, StringComparison.Ordinal);
        Assert.Contains($"\u0003\0{(char)(2 * dns.Length)}\0{Utf16(dns)}", text, StringComparison.Ordinal);
        Assert.DoesNotContain(Utf16(Dns.GetHostName()), text, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(200, await LogInAsync(client, scheme, "right", Echo));
    }

    [Theory]
    [InlineData("")]
    [InlineData("a@b")]
    [InlineData("sixteen-letters-")]
    [InlineData("mail..example")]
    [InlineData("mäil")]
    public void A_name_that_no_host_has_does_not_start(string name)
    {
        var settings = new ProxyHostSettings();
        settings.Proxy.Listen.Add("http://127.0.0.1:0");
        settings.Proxy.Authentication.NtlmName = name;

        Assert.Contains("a host name is expected", Assert.ThrowsAny<Exception>(() => ProxyHost.Build(settings)).Message, StringComparison.Ordinal);
    }

    private static string Utf16(string text) => Encoding.Latin1.GetString(Encoding.Unicode.GetBytes(text));
}
