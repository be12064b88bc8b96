using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Org.BouncyCastle.Asn1;
using Org.BouncyCastle.Asn1.X509;
using Org.BouncyCastle.Math;
using Org.BouncyCastle.X509;
using BouncyCertificate = Org.BouncyCastle.X509.X509Certificate;

namespace RpcHttpProxy.Hosting.Tls;

/// <summary>A complete list of what an authority has revoked (RFC 5280, 5), which the framework can make but not read.</summary>
internal sealed class RevocationList
{
    private const string PemLabel = "X509 CRL";

    /* RFC 5280, 5.2.4 and 5.2.5: a delta, and a list of some certificates only. Both are critical, where an authority keeps to it. */
    private static readonly string[] s_partial = ["2.5.29.27", "2.5.29.28"];

    private readonly X509Crl _list;
    private readonly HashSet<BigInteger> _serialNumbers;
    private readonly ConcurrentDictionary<string, bool> _isSignedBy = []; // by fingerprint: a signature over megabytes isn't verified for each handshake

    private RevocationList(X509Crl list)
    {
        _list = list;
        IEnumerable<X509CrlEntry>? entries = list.GetRevokedCertificates(); // null for none
        _serialNumbers = [.. (entries ?? []).Select(entry => entry.SerialNumber)];
        From = Utc(list.ThisUpdate);
        Until = Utc(list.NextUpdate ?? throw new CryptographicException($"{Name} doesn't say until when it is valid."));
        string[] unusable = [.. (list.GetCriticalExtensionOids() ?? new HashSet<string>()).Union(s_partial.Where(oid => list.GetExtensionValue(new DerObjectIdentifier(oid)) is not null))];
        if (unusable.Length > 0) // an indirect or partial list, or a delta: what isn't in it may be revoked
        {
            throw new CryptographicException($"{Name} isn't complete, or has an extension that isn't known: {string.Join(", ", unusable)}.");
        }

        if (list.SigAlgName.Replace("-", "", StringComparison.Ordinal) is var algorithm
            && (algorithm.StartsWith("SHA1", StringComparison.OrdinalIgnoreCase) || algorithm.StartsWith("MD", StringComparison.OrdinalIgnoreCase)))
        {
            throw new CryptographicException($"{Name} is signed by {list.SigAlgName}, which can be forged.");
        }
    }

    /// <summary>Whose list it is, for log and faults.</summary>
    public string Name => $"the revocation list of {_list.IssuerDN}";

    /// <summary>When it was made.</summary>
    public DateTimeOffset From { get; }

    /// <summary>When there is to be a newer one.</summary>
    public DateTimeOffset Until { get; }

    /// <summary>Reads one or more from a file, PEM or DER. Throws <see cref="CryptographicException"/>, or what reading a file throws.</summary>
    public static IReadOnlyList<RevocationList> ReadAll(string file)
    {
        byte[] bytes = File.ReadAllBytes(file);
        RevocationList[] all = bytes.AsSpan().IndexOf("-----BEGIN "u8) < 0 ? [Read(bytes)] : [.. Blocks(System.Text.Encoding.Latin1.GetString(bytes)).Select(Read)];
        return all.Length > 0 ? all : throw new CryptographicException("There is no revocation list in it.");
    }

    /// <summary>Whether an authority has that list's name; another authority may have it, too.</summary>
    public bool IsOfName(X509Certificate2 authority) => _list.IssuerDN.Equivalent(X509Name.GetInstance(authority.SubjectName.RawData), inOrder: true);

    /// <summary>Whether an authority has signed it, and may.</summary>
    public bool IsSignedBy(X509Certificate2 authority) => _isSignedBy.GetOrAdd(
        authority.GetCertHashString(HashAlgorithmName.SHA256),
        _ => authority.Extensions.OfType<X509KeyUsageExtension>().All(usage => usage.KeyUsages.HasFlag(X509KeyUsageFlags.CrlSign)) && IsSigned(_list, authority));

    /// <summary>Whether a certificate of that authority is in it.</summary>
    public bool Contains(X509Certificate2 certificate) => _serialNumbers.Contains(new BigInteger(certificate.SerialNumberBytes.ToArray()));

    [SuppressMessage("Design", "CA1031", Justification = "A key that can't be used, for whatever reason, has signed nothing.")]
    private static bool IsSigned(X509Crl list, X509Certificate2 authority)
    {
        try
        {
            return list.IsSignatureValid(new BouncyCertificate(authority.RawData).GetPublicKey());
        }
        catch (Exception)
        {
            return false;
        }
    }

    [SuppressMessage("Design", "CA1031", Justification = "The parser says in many ways that it can't read something.")]
    private static RevocationList Read(byte[] der)
    {
        try
        {
            return new RevocationList(new X509Crl(der));
        }
        catch (Exception e) when (e is not CryptographicException)
        {
            throw new CryptographicException($"A revocation list in it can't be read: {e.Message}", e);
        }
    }

    private static IEnumerable<byte[]> Blocks(string pem)
    {
        int left = pem.Split($"-----BEGIN {PemLabel}-----").Length - 1;
        while (PemEncoding.TryFind(pem, out PemFields fields))
        {
            if (pem[fields.Label] == PemLabel)
            {
                left--;
                yield return Convert.FromBase64String(pem[fields.Base64Data]);
            }

            pem = pem[fields.Location.End..];
        }

        if (left > 0) // what is cut off or damaged is no block to the framework: the lists that are left would pass for all
        {
            throw new CryptographicException($"{left} of the revocation lists in it are cut off or damaged.");
        }
    }

    private static DateTimeOffset Utc(DateTime time) => new(DateTime.SpecifyKind(time, DateTimeKind.Utc));
}
