using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.Extensions.Logging;
using RpcHttpProxy.Edge;
using RpcHttpProxy.Edge.Limits;
using RpcHttpProxy.Edge.Principals;
using RpcHttpProxy.Engine.Blocking;

namespace RpcHttpProxy.Hosting.Tls;

/// <summary>Judges clients' certificates by the authorities that the operator trusts, and no others.</summary>
internal sealed class ClientCertificates : IDisposable
{
    /* RFC 5280, 4.2.1.12: id-kp-clientAuth. */
    private const string ClientAuthentication = "1.3.6.1.5.5.7.3.2";

    private readonly TlsOptions _options;
    private readonly Authorities _authorities;
    private readonly RevocationChecks _revocation;

    /// <summary>Reads the file of authorities. Throws when it can't be used.</summary>
    public ClientCertificates(TlsOptions options, TimeProvider time, ILogger<ClientCertificates> logger, RevocationChecks? revocation = null)
    {
        _options = options;
        _revocation = revocation ?? new RevocationChecks(time);
        _authorities = new Authorities(options.ClientAuthorities!, time, logger);
    }

    /// <summary>Makes the checks for revocation.</summary>
    public BlockingScheduler RevocationCalls => _revocation.Calls;

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
        handshake.CertificateChainPolicy = Policy(X509RevocationMode.NoCheck); // which could take its time, and has it afterwards
        handshake.RemoteCertificateValidationCallback = (_, certificate, chain, errors) =>
        {
            if (certificate is X509Certificate2 shown)
            {
                Keep(connection, Judge(shown, chain, errors), shown, chain);
            }

            return true;
        };
    }

    /// <summary>Checks whether what the client has shown is revoked, if that is to be checked; before the first request of its connection.</summary>
    public async Task CheckRevocationAsync(BaseConnectionContext connection)
    {
        if (!connection.Items.Remove(typeof(RevocationChecks), out object? kept))
        {
            return;
        }

        string address = (connection.RemoteEndPoint as IPEndPoint)?.Address is { } peer ? AddressKey.Of(peer).ToString() : "";
        try
        {
            string? fault = await _revocation.FaultAsync(
                ((ShownChain)kept!).Load(), Policy(_options.ClientRevocation), address, connection.ConnectionClosed);
            if (fault is not null)
            {
                connection.Items[typeof(ClientCertificate)] = new ClientCertificate(null, fault);
            }
        }
        catch (Exception e) when (e is BlockingRefusedException or TimeoutException or OperationCanceledException or CryptographicException)
        {
            connection.Items[typeof(ClientCertificate)] = new ClientCertificate(null, $"its revocation could not be checked: {e.Message}") { IsUnchecked = true };
        }
    }

    public void Dispose()
    {
        _authorities.Dispose();
        _revocation.Dispose();
    }

    /// <summary>
    /// Keeps what came of a handshake. What it found untrusted stays so on this connection, whatever becomes of its authority: nothing of a stranger's
    /// certificate is kept, and where revocation counts, it was not checked for that.
    /// </summary>
    private void Keep(BaseConnectionContext connection, ClientCertificate judged, X509Certificate2 shown, X509Chain? chain)
    {
        if (judged.Principal is null)
        {
            connection.Items[typeof(ClientCertificate)] = judged;
            return;
        }

        var kept = new ShownChain(shown, chain);
        connection.Items[typeof(ClientCertificate)] = judged with { Judge = Again(judged, kept) };
        if (_options.ClientRevocation != X509RevocationMode.NoCheck)
        {
            connection.Items[typeof(RevocationChecks)] = kept;
        }
    }

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

    /// <summary>Judges what was shown in a handshake once more when the authorities have changed since, and never else.</summary>
    private Func<ClientCertificate> Again(ClientCertificate judged, ShownChain shown)
    {
        var last = new Judgement(_authorities.Version, judged); // one reference: read and replaced as a whole, by any thread
        return () =>
        {
            long asked = _authorities.Version;
            if (Volatile.Read(ref last) is var known && known.Version == asked)
            {
                return known.Certificate;
            }

            using var again = new X509Chain { ChainPolicy = Policy(X509RevocationMode.NoCheck) }; // the handshake asked; here nobody can wait for an answer
            X509Certificate2Collection certificates = shown.Load();
            again.ChainPolicy.ExtraStore.AddRange(certificates);
            X509Certificate2 certificate = certificates[0];
            ClientCertificate now = Judge(certificate, again, again.Build(certificate) ? SslPolicyErrors.None : SslPolicyErrors.RemoteCertificateChainErrors);
            Volatile.Write(ref last, new Judgement(asked, now));
            return now;
        };
    }

    // A new one for each handshake: what the client sends along is added to it.
    private X509ChainPolicy Policy(X509RevocationMode revocation)
    {
        var policy = new X509ChainPolicy
        {
            RevocationMode = revocation,
            DisableCertificateDownloads = true, // a certificate must not have us fetch something from where it says
        };
        policy.ApplicationPolicy.Add(new Oid(ClientAuthentication));
        _authorities.Trust(policy);
        return policy;
    }

    /// <summary>What was found by the authorities of a version.</summary>
    private sealed record Judgement(long Version, ClientCertificate Certificate);
}
