using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.Extensions.Logging;
using RpcHttpProxy.Edge;
using RpcHttpProxy.Edge.Principals;
using RpcHttpProxy.Engine.Blocking;
using RpcHttpProxy.Transport.Sockets;

namespace RpcHttpProxy.Hosting.Tls;

/// <summary>Judges clients' certificates by the authorities that the operator trusts, and no others.</summary>
internal sealed class ClientCertificates : IDisposable
{
    private readonly TlsOptions _options;
    private readonly TimeProvider _time;
    private readonly CertificateTrust _trust;
    private readonly RevocationChecks _revocation;

    /// <summary>Reads the files of authorities and of what they have revoked. Throws when one can't be used.</summary>
    public ClientCertificates(TlsOptions options, TimeProvider time, ILogger<ClientCertificates> logger, RevocationChecks? revocation = null)
    {
        _options = options;
        _time = time;
        _trust = CertificateTrust.Read(options.ClientAuthorities, options.ClientCrl, time, logger);
        _revocation = revocation ?? new RevocationChecks(time);
    }

    /// <summary>Makes the checks for revocation.</summary>
    public BlockingScheduler RevocationCalls => _revocation.Calls;

    /// <summary>Other authorities are trusted from now on, or other certificates are revoked.</summary>
    public event Action? Changed
    {
        add => _trust.Changed += value;
        remove => _trust.Changed -= value;
    }

    /// <summary>What the client of a connection has shown, by the authorities and lists of this moment; null when it has shown nothing.</summary>
    public static ClientCertificate? Of(IConnectionItemsFeature? connection) =>
        connection?.Items.TryGetValue(typeof(ClientCertificate), out object? shown) == true ? ((ClientCertificate?)shown)?.Now() : null;

    /// <summary>Has the handshake ask for a certificate, and keeps what came of it with the connection.</summary>
    [SuppressMessage("Security", "CA5359", Justification = "What a client's certificate is worth is kept, and asked about on the path where it matters.")]
    public void Ask(SslServerAuthenticationOptions handshake, BaseConnectionContext connection)
    {
        handshake.ClientCertificateRequired = true;
        (long Version, DateTimeOffset Until) asked = (_trust.Version, _trust.Until); // before: what changes during a handshake has it judged again
        handshake.CertificateChainPolicy = Policy(X509RevocationMode.NoCheck); // which could take its time, and has it afterwards
        handshake.RemoteCertificateValidationCallback = (_, certificate, chain, errors) =>
        {
            if (certificate is X509Certificate2 shown)
            {
                Keep(connection, new Judgement(asked.Version, asked.Until, Judge(shown, chain, errors)), shown, chain);
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
        _trust.Dispose();
        _revocation.Dispose();
    }

    /// <summary>
    /// Keeps what came of a handshake. What it found untrusted stays so on this connection, whatever becomes of its authority: nothing of a stranger's
    /// certificate is kept, and where revocation counts, it was not checked for that.
    /// </summary>
    private void Keep(BaseConnectionContext connection, Judgement first, X509Certificate2 shown, X509Chain? chain)
    {
        ClientCertificate judged = first.Certificate;
        if (judged.Principal is null)
        {
            connection.Items[typeof(ClientCertificate)] = judged;
            return;
        }

        var kept = new ShownChain(shown, chain);
        connection.Items[typeof(ClientCertificate)] = judged with { Judge = Again(first, kept) };
        if (_options.ClientRevocation != X509RevocationMode.NoCheck)
        {
            connection.Items[typeof(RevocationChecks)] = kept;
        }
    }

    private ClientCertificate Judge(X509Certificate2 certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        if (_trust.FaultOf(chain, errors) is { } fault)
        {
            return new ClientCertificate(null, fault.Text) { IsUnchecked = fault.IsUnchecked };
        }

        return CertificateNames.Of(certificate, _options.ClientName, out string nameFault) is { } name
            ? new ClientCertificate(Principal.OfCertificate(chain!.ChainElements[^1].Certificate.Subject, name), "")
            : new ClientCertificate(null, nameFault);
    }

    /// <summary>
    /// Judges what was shown in a handshake once more when authorities or lists have changed since, or a list is out of date, and never else.
    /// </summary>
    private Func<ClientCertificate> Again(Judgement first, ShownChain shown)
    {
        Judgement last = first; // one reference: read and replaced as a whole, by any thread
        return () =>
        {
            long asked = _trust.Version;
            if (Volatile.Read(ref last) is var known && known.Version == asked && _time.GetUtcNow() <= known.Until)
            {
                return known.Certificate;
            }

            ClientCertificate now = shown.Judge(Policy(X509RevocationMode.NoCheck), Judge); // the handshake asked; here nobody can wait for an answer
            Volatile.Write(ref last, new Judgement(asked, _trust.Until, now));
            return now;
        };
    }

    private X509ChainPolicy Policy(X509RevocationMode revocation) => _trust.Policy(CertificateTrust.ClientAuthentication, revocation);

    /// <summary>What was found by the authorities and lists of a version, and until when it holds.</summary>
    private sealed record Judgement(long Version, DateTimeOffset Until, ClientCertificate Certificate);
}
