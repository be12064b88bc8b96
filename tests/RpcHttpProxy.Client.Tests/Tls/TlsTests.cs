using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using RpcHttpProxy.Core;
using RpcHttpProxy.Protocol;
using RpcHttpProxy.TestKit;

namespace RpcHttpProxy.Client.Tests.Secured;

/// <summary>Channels over TLS: who is trusted, who is shown, and how they end.</summary>
public sealed class TlsTests : IDisposable
{
    private const int A1Length = 76;
    private const int B1Length = 104;

    private readonly TestCertificates _authority = new();
    private readonly X509Certificate2 _certificate;
    private string? _shown;

    public TlsTests() => _certificate = _authority.Server();

    public void Dispose()
    {
        _certificate.Dispose();
        _authority.Dispose();
    }

    [Theory]
    [InlineData(SslProtocols.Tls12)]
    [InlineData(SslProtocols.Tls13)]
    public async Task A_connection_over_TLS_opens_carries_and_ends_in_order(SslProtocols version)
    {
        using ScriptedProxy proxy = new(Server(version));
        Task<RpcHttpConnection> opening = RpcHttpConnection.OpenAsync(Options(proxy, Trusting()));
        (ScriptedExchange @in, ScriptedExchange @out) = await AcceptBothAsync(proxy);
        using ScriptedExchange first = @in, second = @out;
        await @in.ReadPduAsync(B1Length);
        await @out.ReadPduAsync(A1Length);
        await @out.WriteAsync("HTTP/1.1 200 Success\r\nContent-Length: 1073741824\r\n\r\n");
        await @out.WriteAsync(RtsPdus.CONN_A3(900_000));
        await @out.WriteAsync(RtsPdus.CONN_C2(65_536, 900_000));
        RpcHttpConnection connection = await opening.WaitAsync(ScriptedExchange.Patience);

        byte[] request = [5, 0, 0, 3, 0x10, 0, 0, 0, 24, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
        await connection.Transport.Output.WriteAsync(request);
        Assert.Equal(request, await @in.ReadAsync(request.Length));

        Task closing = connection.DisposeAsync().AsTask();
        Assert.Empty(await @in.ReadToEndAsync());       // TLS's own end, not a torn connection, which would throw
        Assert.Empty(await @out.ReadToEndAsync());
        @in.Finish();
        @out.Finish();
        await closing.WaitAsync(ScriptedExchange.Patience);
        Assert.Equal(CloseReason.ClosedByHigherLayer, connection.Reason);
    }

    [Fact]
    public async Task A_certificate_of_an_authority_nobody_trusts_is_refused_and_told()
    {
        using ScriptedProxy proxy = new(Server());
        Task refused = AcceptRefusalAsync(proxy);

        var failed = await Assert.ThrowsAsync<RpcHttpOpenException>(() => RpcHttpConnection.OpenAsync(Options(proxy, new ProxyTls())));

        Assert.Contains("no TLS with 127.0.0.1:", failed.Message, StringComparison.Ordinal);
        Assert.Contains("certificate", failed.Message, StringComparison.Ordinal);
        await refused;
    }

    [Fact]
    public async Task A_certificate_of_somebody_else_is_refused()
    {
        using X509Certificate2 client = _authority.Client("CN=not a server");
        using ScriptedProxy proxy = new(Server(certificate: client));
        Task refused = AcceptRefusalAsync(proxy);

        await Assert.ThrowsAsync<RpcHttpOpenException>(() => RpcHttpConnection.OpenAsync(Options(proxy, Trusting())));

        await refused;
    }

    [Fact]
    [Trait(Category.Name, Category.Slow)]
    public async Task A_client_that_takes_any_certificate_takes_this_one()
    {
        using ScriptedProxy proxy = new(Server());
        Task<RpcHttpConnection> opening = RpcHttpConnection.OpenAsync(Options(proxy, new ProxyTls { AcceptsAnyCertificate = true }));

        await RefuseAsync(proxy, opening);
    }

    [Fact]
    [Trait(Category.Name, Category.Slow)]
    public async Task The_clients_certificate_is_shown_to_who_asks_for_one()
    {
        using X509Certificate2 alice = _authority.Client("CN=alice");
        using ScriptedProxy proxy = new(Server(asks: true));
        Task<RpcHttpConnection> opening = RpcHttpConnection.OpenAsync(Options(proxy, Trusting() with { ClientCertificate = alice }));

        await RefuseAsync(proxy, opening);

        Assert.Equal("CN=alice", _shown);
    }

    [Fact]
    public async Task A_server_that_speaks_no_TLS_is_told()
    {
        using ScriptedProxy proxy = new();
        Uri url = new UriBuilder(proxy.Url) { Scheme = "https" }.Uri;
        Task<RpcHttpConnection> opening = RpcHttpConnection.OpenAsync(new() { InboundProxy = url, OutboundProxy = url, Server = "server:1" });
        using ScriptedExchange @in = await proxy.AcceptAsync();

        await @in.WriteAsync("HTTP/1.1 400 Bad Request\r\n\r\n");

        var failed = await Assert.ThrowsAsync<RpcHttpOpenException>(() => opening.WaitAsync(ScriptedExchange.Patience));
        Assert.Contains("no TLS with", failed.Message, StringComparison.Ordinal);
    }

    /// <summary>Both requests have come through TLS; more isn't asked.</summary>
    private static async Task RefuseAsync(ScriptedProxy proxy, Task<RpcHttpConnection> opening)
    {
        (ScriptedExchange @in, ScriptedExchange @out) = await AcceptBothAsync(proxy);
        using ScriptedExchange first = @in, second = @out;
        await @in.WriteAsync("HTTP/1.1 503 RPC Error: 5\r\nContent-Length: 0\r\n\r\n");

        await Assert.ThrowsAsync<RpcHttpOpenException>(() => opening.WaitAsync(ScriptedExchange.Patience));
    }

    /// <summary>The requests come in any order.</summary>
    private static async Task<(ScriptedExchange In, ScriptedExchange Out)> AcceptBothAsync(ScriptedProxy proxy)
    {
        ScriptedExchange first = await proxy.AcceptRequestAsync();
        ScriptedExchange second = await proxy.AcceptRequestAsync();
        return first.Head.StartsWith("RPC_IN_DATA", StringComparison.Ordinal) ? (first, second) : (second, first);
    }

    /// <summary>A client that refuses the certificate; in TLS 1.3 the server has finished its part by then, and hears of it later.</summary>
    private static async Task AcceptRefusalAsync(ScriptedProxy proxy)
    {
        try
        {
            using ScriptedExchange exchange = await proxy.AcceptAsync();
        }
        catch (Exception exception) when (exception is IOException or AuthenticationException)
        {
            // Refused in the handshake.
        }
    }

    private ProxyTls Trusting() => new() { TrustedAuthorities = [_authority.Authority] };

    private static RpcHttpConnectionOptions Options(ScriptedProxy proxy, ProxyTls tls) =>
        new() { InboundProxy = proxy.Url, OutboundProxy = proxy.Url, Server = "server:1", Tls = tls };

    private SslServerAuthenticationOptions Server(
        SslProtocols version = SslProtocols.None, bool asks = false, X509Certificate2? certificate = null) => new()
        {
            ServerCertificate = certificate ?? _certificate,
            EnabledSslProtocols = version,
            ClientCertificateRequired = asks,
            RemoteCertificateValidationCallback = (_, shown, _, _) =>
            {
                _shown = shown?.Subject;
                return true;
            },
        };
}
