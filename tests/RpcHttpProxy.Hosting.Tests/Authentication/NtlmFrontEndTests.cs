using RpcHttpProxy.Hosting.Tests.Wire;
using RpcHttpProxy.TestKit;
using static RpcHttpProxy.Hosting.Tests.Authentication.NtlmTests;

namespace RpcHttpProxy.Hosting.Tests.Authentication;

/// <summary>NTLM's identity is a connection's, and a front end's connection carries the requests of many clients.</summary>
public sealed class NtlmFrontEndTests
{
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

    [PeerFact("gss-ntlmssp")]
    public async Task Who_came_first_over_a_front_ends_connection_is_not_taken_for_who_comes_next()
    {
        await using RunningProxy proxy = await StartAsync(settings => settings.Proxy.TrustedProxies.Add("127.0.0.1/32"));
        using RawClient frontEnd = await RawClient.ConnectAsync(proxy.EndPoint);

        Assert.Equal(200, await LogInAsync(frontEnd, "NTLM", "right", $"{Echo}X-Forwarded-For: 203.0.113.1\r\n"));
        Assert.Equal(401, (await AskAsync(frontEnd, $"{Echo}X-Forwarded-For: 203.0.113.2\r\n")).Status);
        Assert.Equal(401, (await AskAsync(frontEnd, Echo)).Status);
    }
}
