using System.Diagnostics.CodeAnalysis;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace RpcHttpProxy.Hosting.Tls;

/// <summary>Reads a certificate with its key and the certificates between it and its root.</summary>
internal static class CertificateFiles
{
    /* RFC 7468, 10 and 11; older kinds of keys (RSA, EC) end so, too. */
    private const string PrivateKey = "PRIVATE KEY-----";

    /// <summary>
    /// Reads them. Nothing is fetched from elsewhere to complete the chain. Throws <see cref="CryptographicException"/> or an
    /// <see cref="IOException"/> or <see cref="UnauthorizedAccessException"/>, whose message names no secret.
    /// </summary>
    public static SslStreamCertificateContext Read(string certificate, string? key, string? passwordFile)
    {
        string? password = passwordFile is null ? null : File.ReadLines(passwordFile).FirstOrDefault() ?? "";
        return key is null && !IsPem(certificate) ? ReadPkcs12(certificate, password) : ReadPem(certificate, key ?? certificate, password);
    }

    /// <summary>Reads certificates of authorities from a PEM file; one at least is a root. Throws as <see cref="Read"/> does.</summary>
    public static X509Certificate2Collection ReadAuthorities(string file)
    {
        var all = new X509Certificate2Collection();
        all.ImportFromPemFile(file);
        return all.Any(IsRoot) ? all : throw new CryptographicException("There is no root certificate in it.");
    }

    /// <summary>Has <paramref name="policy"/> trust the roots among <paramref name="authorities"/>, by way of the others.</summary>
    public static void Trust(X509ChainPolicy policy, X509Certificate2Collection authorities)
    {
        foreach (X509Certificate2 authority in authorities)
        {
            (IsRoot(authority) ? policy.CustomTrustStore : policy.ExtraStore).Add(authority);
        }
    }

    private static bool IsRoot(X509Certificate2 certificate) =>
        certificate.SubjectName.RawData.AsSpan().SequenceEqual(certificate.IssuerName.RawData);

    private static SslStreamCertificateContext ReadPem(string certificate, string key, string? password)
    {
        var chain = new X509Certificate2Collection();
        chain.ImportFromPemFile(certificate);
        if (!File.ReadAllText(key).Contains(PrivateKey, StringComparison.Ordinal))
        {
            throw new CryptographicException(key == certificate
                ? "there is no private key in it; name the key's file: --key FILE."
                : $"'{key}' has no private key in PEM, which begins with -----BEGIN PRIVATE KEY-----.");
        }

        X509Certificate2 leaf = password is null
            ? X509Certificate2.CreateFromPemFile(certificate, key)
            : X509Certificate2.CreateFromEncryptedPemFile(certificate, password, key);
        return SslStreamCertificateContext.Create(leaf, chain, offline: true);
    }

    private static SslStreamCertificateContext ReadPkcs12(string file, string? password)
    {
        X509Certificate2Collection all = X509CertificateLoader.LoadPkcs12CollectionFromFile(file, password, X509KeyStorageFlags.EphemeralKeySet);
        X509Certificate2 leaf = all.FirstOrDefault(certificate => certificate.HasPrivateKey)
            ?? throw new CryptographicException("There is no private key in it.");
        return SslStreamCertificateContext.Create(leaf, all, offline: true);
    }

    [SuppressMessage("Performance", "CA1867", Justification = "A string is meant.")]
    private static bool IsPem(string file) => File.ReadAllText(file).Contains("-----BEGIN ", StringComparison.Ordinal);
}
