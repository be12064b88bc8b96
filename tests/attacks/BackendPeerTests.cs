using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using RpcHttpProxy.Attacks.Tests.Kit;

namespace RpcHttpProxy.Attacks.Tests;

/// <summary>
/// A machine in the network of proxies and backend that is neither talks to the backend, or to a proxy with a stolen key. 0b02aca has no settings against
/// it: there the backend speaks TLS at most.
/// </summary>
public sealed class BackendPeerTests : IDisposable
{
    private const string Greeting = "ncacn_http/1.0";

    private readonly ScratchDirectory _scratch = new();
    private readonly Authority _authority = new("CN=Lab");
    private readonly X509Certificate2 _proxy;

    public BackendPeerTests() => _proxy = _authority.Issue("CN=proxy1");

    public void Dispose()
    {
        _proxy.Dispose();
        _authority.Dispose();
        _scratch.Dispose();
    }

    [Fact]
    public async Task A_stranger_who_speaks_TLS_is_not_greeted()
    {
        await using Role backend = await BackendAsync(revoked: null);
        Attack.IsHeldOff(!await IsGreetedAsync(backend, certificate: null), "the backend greeted somebody who has shown no certificate");
    }

    [Fact]
    public async Task A_stranger_who_has_made_a_certificate_of_the_same_name_is_not_greeted()
    {
        using var forger = new Authority("CN=Lab");
        using X509Certificate2 forged = forger.Issue("CN=proxy1");
        await using Role backend = await BackendAsync(revoked: null);
        Attack.IsHeldOff(!await IsGreetedAsync(backend, forged), "the backend greeted somebody whose certificate nobody has vouched for");
    }

    [Fact]
    public async Task A_thief_of_a_proxys_key_is_not_greeted_once_it_is_revoked()
    {
        await using Role backend = await BackendAsync(_proxy);
        Attack.IsHeldOff(!await IsGreetedAsync(backend, _proxy), "the backend greeted somebody with a certificate that is revoked");
    }

    [Fact]
    [Trait(Category.Name, Category.Control)]
    public async Task A_proxy_with_its_certificate_is_greeted()
    {
        await using Role backend = await BackendAsync(revoked: null);
        Assert.True(await IsGreetedAsync(backend, _proxy));
    }

    private Task<Role> BackendAsync(X509Certificate2? revoked)
    {
        string[] trust =
        [
            "--client-ca", _scratch.File("ca.pem", _authority.Pem), "--client-crl", _scratch.File("ca.crl", _authority.RevocationList(revoked)),
        ];
        return Role.BackendAsync([.. Certificate.Write(_scratch), .. Launch.Takes("backend", "--client-ca") ? trust : []]);
    }

    private static async Task<bool> IsGreetedAsync(Role backend, X509Certificate2? certificate)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(backend.EndPoint);
        await using var tls = new SslStream(client.GetStream());
        var handshake = new SslClientAuthenticationOptions
        {
            TargetHost = "localhost",
            CertificateChainPolicy = new X509ChainPolicy { VerificationFlags = X509VerificationFlags.AllowUnknownCertificateAuthority },
            ClientCertificateContext = certificate is null ? null : SslStreamCertificateContext.Create(certificate, null, offline: true),
        };
        var greeting = new byte[Greeting.Length];
        using var late = new CancellationTokenSource(Patience.Limit);
        try
        {
            await tls.AuthenticateAsClientAsync(handshake, late.Token);
            await tls.ReadExactlyAsync(greeting, late.Token);
        }
        catch (Exception e) when (e is IOException or AuthenticationException)
        {
            return false;
        }

        return System.Text.Encoding.ASCII.GetString(greeting) == Greeting;
    }
}
