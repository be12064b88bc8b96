using System.Diagnostics.CodeAnalysis;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.Extensions.Logging;
using RpcHttpProxy.Edge.Authentication;
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

    /// <summary>Other authorities are trusted from now on.</summary>
    public event Action? Changed
    {
        add => _authorities.Changed += value;
        remove => _authorities.Changed -= value;
    }

    /// <summary>What the client of a connection has shown, by the authorities of this moment; null when it has shown nothing.</summary>
    public static ClientCertificate? Of(IConnectionItemsFeature? connection) =>
        connection?.Items.TryGetValue(typeof(ClientCertificate), out object? shown) == true ? ((ClientCertificate?)shown)?.Now() : null;

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
                ClientCertificate judged = Judge(shown, chain, errors);
                connection.Items[typeof(ClientCertificate)] = judged with { Judge = Again(judged, shown, chain) };
            }

            return true;
        };
    }

    public void Dispose() => _authorities.Dispose();

    private ClientCertificate Judge(X509Certificate2 certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        if (errors != SslPolicyErrors.None)
        {
            string why = chain is null ? "" : string.Join(", ", chain.ChainStatus.Select(status => status.Status).Distinct());
            return new ClientCertificate(null, $"{errors}: {why}");
        }

        string name = _options.ClientName switch
        {
            CertificateName.Upn => certificate.GetNameInfo(X509NameType.UpnName, forIssuer: false),
            CertificateName.CommonName => certificate.GetNameInfo(X509NameType.SimpleName, forIssuer: false),
            CertificateName.Email => certificate.GetNameInfo(X509NameType.EmailName, forIssuer: false),
            _ => certificate.Subject,
        };
        return name.Length > 0 ? new ClientCertificate(name, "") : new ClientCertificate(null, $"it has no {_options.ClientName}");
    }

    /// <summary>
    /// Judges what was shown in a handshake once more when the authorities have changed since, and never else. The handshake's own certificates are
    /// gone by then: copies are kept.
    /// </summary>
    private Func<ClientCertificate> Again(ClientCertificate judged, X509Certificate2 shown, X509Chain? chain)
    {
        X509Certificate2 certificate = X509CertificateLoader.LoadCertificate(shown.RawData);
        var between = new X509Certificate2Collection();
        foreach (X509Certificate2 sent in chain?.ChainPolicy.ExtraStore ?? [])
        {
            between.Add(X509CertificateLoader.LoadCertificate(sent.RawData));
        }

        long version = _authorities.Version;
        return () =>
        {
            if (version != _authorities.Version)
            {
                version = _authorities.Version;
                using var again = new X509Chain { ChainPolicy = Policy() };
                again.ChainPolicy.ExtraStore.AddRange(between);
                again.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck; // the handshake asked; here nobody can wait for an answer
                judged = Judge(certificate, again, again.Build(certificate) ? SslPolicyErrors.None : SslPolicyErrors.RemoteCertificateChainErrors);
            }

            return judged;
        };
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
