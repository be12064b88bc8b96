using System.Diagnostics.CodeAnalysis;
using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace RpcHttpProxy.Hosting.Tls;

/// <summary>Reads a certificate with its key and the certificates between it and its root.</summary>
internal static class CertificateFiles
{
    /// <summary>
    /// Reads them. Nothing is fetched from elsewhere to complete the chain. Throws <see cref="CryptographicException"/> or an
    /// <see cref="IOException"/> or <see cref="UnauthorizedAccessException"/>, whose message names no secret.
    /// </summary>
    public static SslStreamCertificateContext Read(string certificate, string? key, string? passwordFile)
    {
        string? password = passwordFile is null ? null : File.ReadLines(passwordFile).FirstOrDefault() ?? "";
        return key is null && !IsPem(certificate) ? ReadPkcs12(certificate, password) : ReadPem(certificate, key ?? certificate, password);
    }

    private static SslStreamCertificateContext ReadPem(string certificate, string key, string? password)
    {
        X509Certificate2 leaf = password is null
            ? X509Certificate2.CreateFromPemFile(certificate, key)
            : X509Certificate2.CreateFromEncryptedPemFile(certificate, password, key);
        var chain = new X509Certificate2Collection();
        chain.ImportFromPemFile(certificate);
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
