using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace RpcHttpProxy.Tool.CommandLine;

/// <summary>Certificates from files. What is wrong with one is wrong usage.</summary>
internal static class CertificateFile
{
    /// <summary>All certificates of a PEM file.</summary>
    public static X509Certificate2Collection ReadAuthorities(FileInfo file) => Read(file, () =>
    {
        X509Certificate2Collection authorities = [];
        authorities.ImportFromPemFile(file.FullName);
        return authorities.Count > 0 ? authorities : throw new CryptographicException("it holds no certificate in PEM");
    });

    /// <summary>The certificate that has its private key beside it, PEM or PFX without a password, and the certificates it comes with.</summary>
    public static (X509Certificate2 Certificate, X509Certificate2Collection Chain) ReadWithKey(FileInfo file) => Read(file, () =>
    {
        string text = File.ReadAllText(file.FullName);
        if (!text.Contains("-----BEGIN", StringComparison.Ordinal))
        {
            X509Certificate2Collection all = X509CertificateLoader.LoadPkcs12CollectionFromFile(file.FullName, password: null);
            X509Certificate2 own = all.FirstOrDefault(one => one.HasPrivateKey) ?? throw new CryptographicException("it holds no private key");
            all.Remove(own);
            return (own, all);
        }

        X509Certificate2 certificate = X509Certificate2.CreateFromPem(text, text);
        X509Certificate2Collection chain = [];
        chain.ImportFromPem(text);
        chain.Remove(certificate);
        return (certificate, chain);
    });

    private static T Read<T>(FileInfo file, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or CryptographicException or ArgumentException)
        {
            throw new UsageException($"{file.Name}: {exception.Message}");
        }
    }
}
