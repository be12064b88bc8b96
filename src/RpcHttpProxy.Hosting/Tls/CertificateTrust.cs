using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging;

namespace RpcHttpProxy.Hosting.Tls;

/// <summary>Whose certificates are accepted: who may vouch for them, and which of them are revoked.</summary>
/// <param name="authorities">Who may; null for those the system trusts. Disposed of with this.</param>
/// <param name="lists">What is revoked; null where no list is asked. Disposed of with this.</param>
internal sealed class CertificateTrust(Authorities? authorities, RevocationLists? lists = null) : IDisposable
{
    /* RFC 5280, 4.2.1.12: id-kp-serverAuth and id-kp-clientAuth. */
    public const string ServerAuthentication = "1.3.6.1.5.5.7.3.1";

    public const string ClientAuthentication = "1.3.6.1.5.5.7.3.2";

    /// <summary>Changes whenever others are accepted.</summary>
    public long Version => (authorities?.Version ?? 0) + (lists?.Version ?? 0);

    /// <summary>When what is accepted now must be judged anew, though nothing has changed.</summary>
    public DateTimeOffset Until => lists?.Until ?? DateTimeOffset.MaxValue;

    /// <summary>Others are accepted from now on.</summary>
    public event Action? Changed
    {
        add
        {
            if (authorities is not null)
            {
                authorities.Changed += value;
            }

            if (lists is not null)
            {
                lists.Changed += value;
            }
        }

        remove
        {
            if (authorities is not null)
            {
                authorities.Changed -= value;
            }

            if (lists is not null)
            {
                lists.Changed -= value;
            }
        }
    }

    /// <summary>Reads the files; null for what isn't named. Throws when one can't be used.</summary>
    public static CertificateTrust Read(string? authorities, CrlOptions lists, TimeProvider time, ILogger logger)
    {
        Authorities? trusted = authorities is null ? null : new Authorities(authorities, time, logger);
        try
        {
            return new CertificateTrust(trusted, lists.Files.Count == 0 ? null : new RevocationLists(lists, time, logger));
        }
        catch
        {
            trusted?.Dispose();
            throw;
        }
    }

    /// <summary>How a chain is built; a new one for each handshake, since what the peer sends along is added to it.</summary>
    /// <param name="purpose">What the certificate must be good for.</param>
    /// <param name="revocation">Whether the framework asks for lists of its own.</param>
    public X509ChainPolicy Policy(string purpose, X509RevocationMode revocation = X509RevocationMode.NoCheck)
    {
        var policy = new X509ChainPolicy
        {
            RevocationMode = revocation,
            DisableCertificateDownloads = true, // a certificate must not have us fetch something from where it says
        };
        policy.ApplicationPolicy.Add(new Oid(purpose));
        authorities?.Trust(policy);
        return policy;
    }

    /// <summary>Why the peer of a handshake isn't accepted; null when it is.</summary>
    /// <param name="chain">What was built of its certificate; null when it has shown none.</param>
    /// <param name="errors">What the handshake found.</param>
    public CertificateFault? FaultOf(X509Chain? chain, SslPolicyErrors errors)
    {
        if (errors != SslPolicyErrors.None || chain is null)
        {
            string why = chain is null ? "" : string.Join(", ", chain.ChainStatus.Select(status => status.Status).Distinct());
            return new CertificateFault(why.Length > 0 ? $"{errors}: {why}" : $"{errors}", IsUnchecked: false);
        }

        return lists?.FaultOf([.. chain.ChainElements.Select(element => element.Certificate)]);
    }

    public void Dispose()
    {
        authorities?.Dispose();
        lists?.Dispose();
    }
}
