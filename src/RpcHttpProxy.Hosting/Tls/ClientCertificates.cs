using System.Diagnostics.CodeAnalysis;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.Extensions.Logging;
using RpcHttpProxy.Edge.Authentication;
using RpcHttpProxy.Edge.Principals;
using RpcHttpProxy.Hosting.Files;

namespace RpcHttpProxy.Hosting.Tls;

/// <summary>Judges clients' certificates by the authorities that the operator trusts, and no others.</summary>
internal sealed class ClientCertificates : IDisposable
{
    /* RFC 5280, 4.2.1.12: id-kp-clientAuth. */
    private const string ClientAuthentication = "1.3.6.1.5.5.7.3.2";

    private readonly TlsOptions _options;
    private readonly Authorities _authorities;

    /// <summary>Reads the file of authorities. Throws when it can't be used.</summary>
    public ClientCertificates(TlsOptions options, TimeProvider time, ILogger<ClientCertificates> logger)
    {
        _options = options;
        _authorities = new Authorities(options.ClientAuthorities!, time, logger);
    }

    /// <summary>What the client of a connection has shown; null when it has shown nothing.</summary>
    public static ClientCertificate? Of(IConnectionItemsFeature? connection) =>
        connection?.Items.TryGetValue(typeof(ClientCertificate), out object? shown) == true ? (ClientCertificate?)shown : null;

    /// <summary>Has the handshake ask for a certificate, and keeps what came of it with the connection.</summary>
    [SuppressMessage("Security", "CA5359", Justification = "What a client's certificate is worth is kept, and asked about on the path where it matters.")]
    public void Ask(SslServerAuthenticationOptions handshake, BaseConnectionContext connection)
    {
        handshake.ClientCertificateRequired = true;
        handshake.CertificateChainPolicy = Policy();
        handshake.RemoteCertificateValidationCallback = (_, certificate, chain, errors) =>
        {
            if (certificate is X509Certificate2 shown)
            {
                connection.Items[typeof(ClientCertificate)] = Judge(shown, chain, errors);
            }

            return true;
        };
    }

    public void Dispose() => _authorities.Dispose();

    private ClientCertificate Judge(X509Certificate2 certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        if (errors != SslPolicyErrors.None || chain is null)
        {
            string why = chain is null ? "" : string.Join(", ", chain.ChainStatus.Select(status => status.Status).Distinct());
            return new ClientCertificate(null, $"{errors}: {why}");
        }

        return CertificateNames.Of(certificate, _options.ClientName, out string fault) is { } name
            ? new ClientCertificate(Principal.OfCertificate(chain.ChainElements[^1].Certificate.Subject, name), "")
            : new ClientCertificate(null, fault);
    }

    // A new one for each handshake: what the client sends along is added to it.
    private X509ChainPolicy Policy()
    {
        var policy = new X509ChainPolicy
        {
            RevocationMode = _options.ClientRevocation,
            DisableCertificateDownloads = true, // a certificate must not have us fetch something from where it says
        };
        policy.ApplicationPolicy.Add(new Oid(ClientAuthentication));
        _authorities.Trust(policy);
        return policy;
    }
}
