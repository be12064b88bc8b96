using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Logging.Abstractions;
using RpcHttpProxy.Edge;
using RpcHttpProxy.Hosting.Tests.Wire;
using RpcHttpProxy.Hosting.Tls;
using RpcHttpProxy.TestKit;

namespace RpcHttpProxy.Hosting.Tests.Tls;

public sealed class CertificateRevocationTests : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    private readonly ScratchFolder _folder = new();
    private readonly TestCertificates _authority = new();
    private readonly X509Certificate2 _alice;
    private readonly ManualTime _time = new();
    private readonly SemaphoreSlim _asked = new(0);
    private readonly ManualResetEventSlim _answers = new();
    private ClientCertificates? _certificates;

    public CertificateRevocationTests()
    {
        _alice = _authority.Client("CN=Alice", upn: "alice@lab.example");
        File.WriteAllText(_folder["ca.pem"], _authority.AuthorityPem);
    }

    public void Dispose()
    {
        _answers.Set(); // not disposed of: a thread that hung may still look at it
        _certificates?.Dispose();
        _alice.Dispose();
        _authority.Dispose();
        _folder.Dispose();
        _asked.Dispose();
    }

    [Theory]
    [InlineData(null, "alice@lab.example", "")]
    [InlineData("Revoked", null, "Revoked")]
    public async Task A_certificate_is_good_unless_its_authority_says_otherwise(string? fault, string? name, string why)
    {
        ConnectionContext connection = await ShakeHandsAsync((shown, _) => shown[0].Equals(_alice) ? fault : "another one");

        await _certificates!.CheckRevocationAsync(connection);

        ClientCertificate shown = Shown(connection);
        Assert.Equal((name, why), (shown.Principal?.Name, shown.Fault));
    }

    [Fact]
    public async Task An_authority_that_never_answers_leaves_the_certificate_unchecked_at_the_deadline()
    {
        ConnectionContext connection = await ShakeHandsAsync(Hang);
        Task checking = _certificates!.CheckRevocationAsync(connection);
        Assert.True(await _asked.WaitAsync(s_patience));
        Assert.False(checking.IsCompleted);

        _time.Advance(_certificates.RevocationCalls.Bounds.Deadline);
        await checking.WaitAsync(s_patience);

        ClientCertificate shown = Shown(connection);
        Assert.Equal((null, true), (shown.Principal, shown.IsUnchecked));
        Assert.Equal(1, _certificates.RevocationCalls.Report().Abandoned);
    }

    [Fact]
    public async Task Nothing_is_asked_where_nothing_is_to_be_checked()
    {
        ConnectionContext connection = await ShakeHandsAsync((_, _) => throw new InvalidOperationException("asked"), X509RevocationMode.NoCheck);

        await _certificates!.CheckRevocationAsync(connection);

        Assert.Equal("alice@lab.example", Shown(connection).Principal?.Name);
    }

    [Theory]
    [InlineData(X509RevocationMode.Online)]
    [InlineData(X509RevocationMode.NoCheck)]
    public async Task Of_a_stranger_nothing_is_kept_but_why_it_is_one(X509RevocationMode revocation)
    {
        ConnectionContext connection = await ShakeHandsAsync((_, _) => null, revocation, SslPolicyErrors.RemoteCertificateChainErrors);

        Assert.Equal((null, null), (Shown(connection).Principal, Shown(connection).Judge));
        Assert.Single(connection.Items);
    }

    private static ClientCertificate Shown(ConnectionContext connection) => (ClientCertificate)connection.Items[typeof(ClientCertificate)]!;

    private string? Hang(X509Certificate2Collection chain, X509ChainPolicy policy)
    {
        _asked.Release();
        _answers.Wait();
        return null;
    }

    /// <summary>What the handshake has its callback judge: a chain that was built without asking whether anything is revoked.</summary>
    private Task<ConnectionContext> ShakeHandsAsync(
        Func<X509Certificate2Collection, X509ChainPolicy, string?> ask, X509RevocationMode revocation = X509RevocationMode.Online, SslPolicyErrors errors = SslPolicyErrors.None)
    {
        var options = new TlsOptions { ClientAuthorities = _folder["ca.pem"], ClientRevocation = revocation };
        _certificates = new ClientCertificates(options, _time, NullLogger<ClientCertificates>.Instance, new RevocationChecks(_time, ask));
        var handshake = new SslServerAuthenticationOptions();
        var connection = new DefaultConnectionContext { RemoteEndPoint = new IPEndPoint(IPAddress.Loopback, 1) };
        _certificates.Ask(handshake, connection);
        using var chain = new X509Chain { ChainPolicy = handshake.CertificateChainPolicy! };
        Assert.Equal(X509RevocationMode.NoCheck, chain.ChainPolicy.RevocationMode);
        Assert.True(chain.Build(_alice));
        Assert.True(handshake.RemoteCertificateValidationCallback!(this, _alice, chain, errors));
        return Task.FromResult<ConnectionContext>(connection);
    }
}
