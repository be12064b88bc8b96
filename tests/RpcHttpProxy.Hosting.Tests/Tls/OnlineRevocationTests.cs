using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using RpcHttpProxy.Hosting.Tls;
using RpcHttpProxy.TestKit;

namespace RpcHttpProxy.Hosting.Tests.Tls;

/// <summary>What the framework makes of a list that an authority's server gives out, asked as the proxy asks.</summary>
[Trait(Category.Name, Category.Slow)]
public sealed class OnlineRevocationTests : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    // The framework keeps lists in the user's home by the authority's name: no two runs have the same.
    private readonly TestCertificates _authority = new($"Authority {Guid.NewGuid()}");
    private readonly TcpListener _server = new(IPAddress.Loopback, 0);
    private readonly RevocationChecks _checks = new(TimeProvider.System);
    private readonly X509Certificate2 _alice;

    public OnlineRevocationTests()
    {
        _server.Start();
        _alice = _authority.Client("CN=Alice", list: new Uri($"http://{_server.LocalEndpoint}/lab.crl"));
    }

    public void Dispose()
    {
        _checks.Dispose();
        _server.Dispose();
        _alice.Dispose();
        _authority.Dispose();
    }

    [Theory]
    [InlineData(true, "Revoked")]
    [InlineData(false, null)]
    public async Task A_certificate_is_revoked_when_the_list_that_it_names_has_it(bool isRevoked, string? fault)
    {
        Task serving = ServeAsync(_authority.RevocationList(isRevoked ? [_alice] : []));

        Assert.Equal(fault, await FaultAsync(X509RevocationMode.Online));
        await serving.WaitAsync(s_patience); // it was asked
    }

    [Fact]
    public async Task A_server_that_can_not_be_reached_leaves_it_unknown()
    {
        _server.Stop();

        Assert.Contains("RevocationStatusUnknown", await FaultAsync(X509RevocationMode.Online), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Offline_nobody_is_asked()
    {
        Assert.Contains("RevocationStatusUnknown", await FaultAsync(X509RevocationMode.Offline), StringComparison.Ordinal);

        Assert.False(_server.Pending());
    }

    private Task<string?> FaultAsync(X509RevocationMode mode)
    {
        var policy = new X509ChainPolicy { RevocationMode = mode, DisableCertificateDownloads = true, TrustMode = X509ChainTrustMode.CustomRootTrust };
        policy.CustomTrustStore.Add(_authority.Authority);
        return _checks.FaultAsync([_alice, _authority.Authority], policy, "", CancellationToken.None).WaitAsync(s_patience);
    }

    private async Task ServeAsync(byte[] list)
    {
        using TcpClient client = await _server.AcceptTcpClientAsync();
        NetworkStream stream = client.GetStream();
        Assert.NotEqual(0, await stream.ReadAsync(new byte[4096]));
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nContent-Type: application/pkix-crl\r\nConnection: close\r\nContent-Length: {list.Length}\r\n\r\n"));
        await stream.WriteAsync(list);
    }
}
