using System.Net;
using RpcHttpProxy.Attacks.Tests.Kit;

namespace RpcHttpProxy.Attacks.Tests;

/// <summary>
/// A client says who it is to somebody in between, who passes it on over TLS of his own. The client is .NET's, which names the certificate it sees (RFC 5929).
/// </summary>
public sealed class RelayTests : IAsyncLifetime
{
    private readonly ScratchDirectory _scratch = new();
    private Role _proxy = null!;

    public async Task InitializeAsync() => _proxy = await Role.ProxyAsync(
        new Launch(["--auth", "ntlm,negotiate", .. Certificate.Write(_scratch)])
        {
            Newer = ["--set", "Proxy:Authentication:ChannelBinding=Required"],
            NtlmUserFile = _scratch.File("ntlm", "LAB:alice:right\n"),
        },
        "https://");

    public async Task DisposeAsync()
    {
        await _proxy.DisposeAsync();
        _scratch.Dispose();
    }

    [PeerTheory("gss-ntlmssp")]
    [InlineData("NTLM")]
    [InlineData("Negotiate")]
    public async Task Who_ends_a_clients_TLS_cannot_use_what_it_says(string scheme)
    {
        await using var between = new ForeignTlsEnd(_proxy.EndPoint);

        HttpStatusCode status = await LogInAsync(between.EndPoint, scheme);

        Attack.IsHeldOff(status == HttpStatusCode.Unauthorized, $"somebody in between was LAB\\alice to the proxy: {status}");
    }

    [PeerTheory("gss-ntlmssp")]
    [InlineData("NTLM")]
    [InlineData("Negotiate")]
    [Trait(Category.Name, Category.Control)]
    public async Task A_client_that_comes_itself_is_let_in(string scheme) =>
        Assert.Equal(HttpStatusCode.OK, await LogInAsync(_proxy.EndPoint, scheme));

    private static async Task<HttpStatusCode> LogInAsync(IPEndPoint to, string scheme)
    {
        var url = new Uri($"https://localhost:{to.Port}/rpc/rpcproxy.dll");
        using var handler = new SocketsHttpHandler
        {
            Credentials = new CredentialCache { { url, scheme, new NetworkCredential("alice", "right", "LAB") } },
            SslOptions = { RemoteCertificateValidationCallback = (_, _, _, _) => true },
        };
        using var http = new HttpClient(handler) { Timeout = Patience.Limit };
        using var echo = new HttpRequestMessage(new HttpMethod("RPC_IN_DATA"), url) { Content = new ByteArrayContent([]) };
        using HttpResponseMessage answer = await http.SendAsync(echo);
        return answer.StatusCode;
    }
}
