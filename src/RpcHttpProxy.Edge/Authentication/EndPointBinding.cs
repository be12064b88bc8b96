using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace RpcHttpProxy.Edge.Authentication;

/// <summary>The channel binding tls-server-end-point (RFC 5929, 4): a hash of the certificate that the server has shown.</summary>
internal static class EndPointBinding
{
    private static ReadOnlySpan<byte> Prefix => "tls-server-end-point:"u8;

    /* RSASSA-PSS (RFC 4055, 3.1): hashAlgorithm is [0], and SHA-1 where it is left out. */
    private const string Pss = "1.2.840.113549.1.1.10";
    private const string Sha1 = "1.3.14.3.2.26";
    private static readonly Asn1Tag s_pssHash = new(TagClass.ContextSpecific, 0, isConstructed: true);

    /// <summary>
    /// Application data of the binding, as GSSAPI takes it; null where RFC 5929 defines none, since the certificate's signature has no hash function of its own.
    /// </summary>
    public static byte[]? Of(X509Certificate2 certificate) =>
        HashOf(certificate) is { } hash ? [.. Prefix, .. certificate.GetCertHash(hash)] : null;

    /// <summary>The hash function of the certificate's signature, and SHA-256 instead of MD5 and SHA-1.</summary>
    private static HashAlgorithmName? HashOf(X509Certificate2 certificate) => certificate.SignatureAlgorithm.Value switch
    {
        Pss => HashOf(PssHashOf(certificate.RawDataMemory)),
        { } signature => HashOf(signature),
        null => null,
    };

    /* RFC 3279, 4055, 5754, 5758: RSA, DSA and ECDSA with each, and the functions themselves. */
    private static HashAlgorithmName? HashOf(string algorithm) => algorithm switch
    {
        "1.2.840.113549.1.1.4" or "1.2.840.113549.1.1.5" or "1.3.14.3.2.29" or "1.2.840.10040.4.3" or "1.2.840.10045.4.1" or Sha1 => HashAlgorithmName.SHA256,
        "1.2.840.113549.1.1.11" or "2.16.840.1.101.3.4.3.2" or "1.2.840.10045.4.3.2" or "2.16.840.1.101.3.4.2.1" => HashAlgorithmName.SHA256,
        "1.2.840.113549.1.1.12" or "2.16.840.1.101.3.4.3.3" or "1.2.840.10045.4.3.3" or "2.16.840.1.101.3.4.2.2" => HashAlgorithmName.SHA384,
        "1.2.840.113549.1.1.13" or "2.16.840.1.101.3.4.3.4" or "1.2.840.10045.4.3.4" or "2.16.840.1.101.3.4.2.3" => HashAlgorithmName.SHA512,
        _ => null,
    };

    private static string PssHashOf(ReadOnlyMemory<byte> certificate)
    {
        AsnReader fields = new AsnReader(certificate, AsnEncodingRules.DER).ReadSequence();
        fields.ReadEncodedValue(); // tbsCertificate
        AsnReader algorithm = fields.ReadSequence();
        algorithm.ReadObjectIdentifier();
        AsnReader parameters = algorithm.ReadSequence();
        return parameters.HasData && parameters.PeekTag() == s_pssHash
            ? parameters.ReadSequence(s_pssHash).ReadSequence().ReadObjectIdentifier()
            : Sha1;
    }
}
