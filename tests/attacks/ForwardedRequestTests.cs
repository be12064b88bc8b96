using RpcHttpProxy.Attacks.Tests.Kit;

namespace RpcHttpProxy.Attacks.Tests;

/// <summary>
/// A front end that the proxy was not told of shares its connections between clients: what NTLM proved on one of them must not be
/// lent to the next client, whose request says that it was forwarded.
/// </summary>
public sealed class ForwardedRequestTests : IAsyncLifetime
{
    private readonly ScratchDirectory _scratch = new();
    private Role _proxy = null!;

    public async Task InitializeAsync() => _proxy = await Role.ProxyAsync(new Launch("--auth", "ntlm")
    {
        NtlmUserFile = _scratch.File("ntlm", "LAB:alice:right\n"),
    });

    public async Task DisposeAsync()
    {
        await _proxy.DisposeAsync();
        _scratch.Dispose();
    }

    [PeerTheory("gss-ntlmssp")]
    [InlineData("X-Forwarded-For: 203.0.113.9\r\n")]
    [InlineData("Forwarded: for=203.0.113.9\r\n")]
    [InlineData("Via: 1.1 front\r\n")]
    public async Task A_forwarded_request_is_not_from_whom_the_connection_was_proved_for(string forwarded)
    {
        using Wire frontEnd = await Wire.ConnectAsync(_proxy.EndPoint);
        Assert.Equal(200, (await Ntlm.LogInAsync(frontEnd, "LAB", "alice", "right")).Status);

        Response answer = await frontEnd.AskAsync(Requests.Echo(forwarded));

        Attack.IsHeldOff(answer.Status == 401, $"another client's request without a password was answered: {answer}");
    }

    [PeerTheory("gss-ntlmssp")]
    [InlineData("X-Forwarded-For: 203.0.113.9\r\n")]
    [InlineData("Forwarded: for=203.0.113.9\r\n")]
    [InlineData("Via: 1.1 front\r\n")]
    public async Task What_was_proved_by_a_forwarded_request_holds_for_that_request_alone(string forwarded)
    {
        using Wire frontEnd = await Wire.ConnectAsync(_proxy.EndPoint);
        Assert.Equal(200, (await Ntlm.LogInAsync(frontEnd, "LAB", "alice", "right", forwarded)).Status);

        Response answer = await frontEnd.AskAsync(Requests.Echo());

        Attack.IsHeldOff(answer.Status == 401, $"the next request, without a password, was answered: {answer}");
    }

    [PeerFact("gss-ntlmssp")]
    public async Task The_operator_is_warned_once_of_a_front_end_that_is_not_in_TrustedProxies()
    {
        for (int i = 0; i < 3; i++)
        {
            using Wire frontEnd = await Wire.ConnectAsync(_proxy.EndPoint);
            await Ntlm.LogInAsync(frontEnd, "LAB", "alice", "right");
            await frontEnd.AskAsync(Requests.Echo("X-Forwarded-For: 203.0.113.9\r\n"));
        }

        await Patience.ComesAsync(() => Task.FromResult(Warnings() > 0), Patience.AtOnce);
        Attack.IsHeldOff(Warnings() == 1, $"{Warnings()} lines name Proxy:TrustedProxies:\n{_proxy.Tool.Said}");
    }

    [PeerFact("gss-ntlmssp")]
    [Trait(Category.Name, Category.Control)]
    public async Task A_client_that_comes_itself_proves_who_it_is_once_a_connection()
    {
        using Wire client = await Wire.ConnectAsync(_proxy.EndPoint);
        Assert.Equal(200, (await Ntlm.LogInAsync(client, "LAB", "alice", "right")).Status);
        Assert.Equal(200, (await client.AskAsync(Requests.Echo())).Status);
        Assert.Equal(200, (await client.AskAsync(Requests.Echo())).Status);
    }

    private int Warnings() => _proxy.Tool.Said.Split('\n').Count(line => line.Contains("TrustedProxies", StringComparison.Ordinal));
}
