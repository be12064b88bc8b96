using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Time.Testing;
using RpcHttpProxy.Core;
using RpcHttpProxy.Hosting.Tls;
using RpcHttpProxy.TestKit;
using RpcHttpProxy.Transport.Channels;

namespace RpcHttpProxy.Hosting.Tests.Tls;

/// <summary>Certificates that are revoked or replaced, before the processes begin and while they run.</summary>
public sealed partial class MutualTlsTests
{
    [Theory]
    [InlineData("revoked", "CN=localhost is revoked by the revocation list of CN=Servers")]
    [InlineData("no list", "there is no revocation list of CN=Servers")]
    public async Task A_server_that_is_revoked_is_not_reached(string which, string why)
    {
        File.WriteAllText(_folder["servers.crl"], which == "revoked" ? _serversAuthority.RevocationListPem(_server) : _proxiesAuthority.RevocationListPem());
        await using BackendHost backend = await StartBackendAsync();
        using ServerTls tls = Tls(hasIdentity: true, TimeProvider.System);

        var e = await Assert.ThrowsAsync<ChannelOpenException>(() => SecureAsync(tls, backend.EndPoints[0]));

        Assert.Equal(CloseReason.ServerUnreachable, e.Reason);
        Assert.Contains($"its certificate isn't accepted: {why}", e.Message, StringComparison.Ordinal);
        await backend.StopAsync();
    }

    [Fact]
    public async Task A_server_that_is_revoked_while_the_proxy_runs_is_not_reached_again()
    {
        await using BackendHost backend = await StartBackendAsync();
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        using ServerTls tls = Tls(hasIdentity: true, time);
        await using (await SecureAsync(tls, backend.EndPoints[0]))
        {
        }

        File.WriteAllText(_folder["servers.crl"], _serversAuthority.RevocationListPem(_server));
        time.Advance(TimeSpan.FromSeconds(5));

        var e = await Assert.ThrowsAsync<ChannelOpenException>(() => SecureAsync(tls, backend.EndPoints[0])); // a session that is resumed shows no certificate
        Assert.Contains("is revoked by", e.Message, StringComparison.Ordinal);
        await backend.StopAsync();
    }

    [Fact]
    public async Task A_proxys_certificate_that_is_replaced_is_shown_to_the_next_server()
    {
        using X509Certificate2 expired = _proxiesAuthority.Client("CN=proxy1", days: -1);
        TestCertificates.WritePem(expired, _folder["proxy.pem"], _folder["proxy.key"]);
        await using BackendHost backend = await StartBackendAsync();
        var time = new FakeTimeProvider(DateTimeOffset.UtcNow);
        using ServerTls tls = Tls(hasIdentity: true, time);
        await Assert.ThrowsAsync<ChannelOpenException>(() => SecureAsync(tls, backend.EndPoints[0]));

        TestCertificates.WritePem(_proxy, _folder["proxy.pem"], _folder["proxy.key"]);
        time.Advance(TimeSpan.FromSeconds(5));

        await using (await SecureAsync(tls, backend.EndPoints[0]))
        {
        }

        await backend.StopAsync();
    }

    [Theory]
    [InlineData("list")]
    [InlineData("authority")]
    [Trait(Category.Name, Category.Slow)]
    public async Task An_open_connection_of_a_proxy_that_is_revoked_is_reset(string which)
    {
        await using (BackendHost backend = await StartBackendAsync())
        {
            using ServerTls tls = Tls(hasIdentity: true, TimeProvider.System);
            await using IChannelTransport channel = await SecureAsync(tls, backend.EndPoints[0]);
            await channel.ReadHeadAsync(CancellationToken.None);
            await channel.WriteAsync(Vectors.Load("CONN_B2"));
            await Eventually.TrueAsync(() => backend.Snapshots()[0].Rows == 1, () => "no connection began");

            if (which == "list")
            {
                File.WriteAllText(_folder["proxies.crl"], _proxiesAuthority.RevocationListPem(_proxy)); // looked at every two seconds
            }
            else
            {
                File.WriteAllText(_folder["proxies.pem"], _serversAuthority.AuthorityPem);
            }

            await Assert.ThrowsAnyAsync<IOException>(() => channel.Input.ReadAsync().AsTask().WaitAsync(s_patience));
            await Eventually.TrueAsync(() => backend.Snapshots()[0].Rows == 0, () => "the connection lives");
            await backend.StopAsync();
        }

        Assert.Contains("is disconnected: ", Log(), StringComparison.Ordinal);
    }
}
