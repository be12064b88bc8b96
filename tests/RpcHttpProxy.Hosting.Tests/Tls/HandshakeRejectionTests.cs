using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using RpcHttpProxy.Hosting.Tests.Wire;
using RpcHttpProxy.TestKit;

namespace RpcHttpProxy.Hosting.Tests.Tls;

/// <summary>A connection that comes to nothing before HTTP leaves a line with its peer, and a count.</summary>
public sealed class HandshakeRejectionTests : IDisposable
{
    private readonly ScratchFolder _folder = new();
    private readonly TestCertificates _authority = new();

    public HandshakeRejectionTests()
    {
        using X509Certificate2 certificate = _authority.Server("localhost");
        TestCertificates.WritePem(certificate, _folder["proxy.pem"], _folder["proxy.key"]);
    }

    public void Dispose()
    {
        _folder.Dispose();
        _authority.Dispose();
    }

    [Fact]
    public async Task HTTP_without_TLS_is_noted()
    {
        await using (RunningProxy proxy = await StartAsync())
        {
            using RawClient client = await RawClient.ConnectAsync(proxy.EndPoint);
            await client.SendAsync("GET / HTTP/1.1\r\nHost: p\r\n\r\n");

            await UntilAsync(proxy, "PlainHttpOnTls", 1);
            Assert.Equal(0, await RejectedAsync(proxy, "TlsHandshake"));
        }

        Assert.Contains("was rejected, \"PlainHttpOnTls\": it doesn't begin with a TLS handshake", Log(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_handshake_that_fails_is_noted()
    {
        await using (RunningProxy proxy = await StartAsync())
        {
            using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
            await socket.ConnectAsync(proxy.EndPoint);
            await using var tls = new SslStream(new NetworkStream(socket));
            await Assert.ThrowsAnyAsync<AuthenticationException>(
                () => tls.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = "localhost", EnabledSslProtocols = SslProtocols.Tls12 }).WaitAsync(Eventually.Patience));

            await UntilAsync(proxy, "TlsHandshake", 1);
        }

        Assert.Contains("was rejected, \"TlsHandshake\": the TLS handshake failed", Log(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_only_looks_whether_somebody_listens_and_who_is_served_are_not()
    {
        await using (RunningProxy proxy = await StartAsync())
        {
            using (RawClient look = await RawClient.ConnectAsync(proxy.EndPoint))
            {
                look.Socket.Shutdown(SocketShutdown.Send);
                Assert.Empty(await look.ReadToEndAsync());
            }

            using RawClient client = await RawClient.ConnectAsync(proxy.EndPoint, wire: WireKind.Tls13);
            await client.SendAsync("RPC_IN_DATA /rpc/rpcproxy.dll HTTP/1.1\r\nHost: p\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
            await client.ReadToEndAsync();

            Assert.Equal((0, 0), (await RejectedAsync(proxy, "TlsHandshake"), await RejectedAsync(proxy, "PlainHttpOnTls")));
        }

        Assert.DoesNotContain("was rejected, \"TlsHandshake\"", Log(), StringComparison.Ordinal);
    }

    private Task<RunningProxy> StartAsync() => RunningProxy.StartAsync(settings =>
    {
        settings.Proxy.Listen[0] = "https://127.0.0.1:0?tls=1.3";
        settings.Proxy.Tls.Certificate = _folder["proxy.pem"];
        settings.Proxy.Tls.Key = _folder["proxy.key"];
        settings.Admin.Url = "http://127.0.0.1:0";
        settings.Log.File = _folder["log-.txt"];
    });

    private string Log() => File.ReadAllText(Directory.GetFiles(Path.GetDirectoryName(_folder["log"])!, "log-*").Single());

    private static Task UntilAsync(RunningProxy proxy, string kind, int count) =>
        Eventually.TrueAsync(async () => await RejectedAsync(proxy, kind) == count, () => $"there are not {count} of {kind}");

    private static async Task<int> RejectedAsync(RunningProxy proxy, string kind)
    {
        using var http = new HttpClient();
        using JsonDocument counters = JsonDocument.Parse(await http.GetStringAsync(new Uri(proxy.Host.AdminUrl!, "/counters")));
        return counters.RootElement.GetProperty("rejected").GetProperty(kind).GetInt32();
    }
}
