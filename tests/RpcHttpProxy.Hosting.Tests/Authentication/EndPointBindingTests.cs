using System.Formats.Asn1;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using RpcHttpProxy.Edge.Authentication;

namespace RpcHttpProxy.Hosting.Tests.Authentication;

/// <summary>tls-server-end-point (RFC 5929, 4.1): the hash function is that of the certificate's signature, and SHA-256 instead of MD5 and SHA-1.</summary>
public sealed class EndPointBindingTests
{
    private const string Pss = "1.2.840.113549.1.1.10";

    [Theory]
    [InlineData("1.2.840.113549.1.1.4", "SHA256")]        // RSA with MD5
    [InlineData("1.2.840.113549.1.1.5", "SHA256")]        // RSA with SHA-1
    [InlineData("1.3.14.3.2.29", "SHA256")]               // the same, by its older name
    [InlineData("1.2.840.10045.4.1", "SHA256")]           // ECDSA with SHA-1
    [InlineData("1.2.840.10040.4.3", "SHA256")]           // DSA with SHA-1
    [InlineData("1.2.840.113549.1.1.11", "SHA256")]
    [InlineData("1.2.840.113549.1.1.12", "SHA384")]
    [InlineData("1.2.840.113549.1.1.13", "SHA512")]
    [InlineData("1.2.840.10045.4.3.2", "SHA256")]
    [InlineData("1.2.840.10045.4.3.3", "SHA384")]
    [InlineData("1.2.840.10045.4.3.4", "SHA512")]
    [InlineData("1.3.101.112", null)]                     // Ed25519 has no hash function to take over
    [InlineData("1.2.840.113549.1.1.14", null)]           // RSA with SHA-224, which .NET doesn't have
    public void The_hash_function_is_the_signatures(string signature, string? hash) => AssertHashed(hash, AlgorithmOf(signature, pssHash: null));

    [Theory]
    [InlineData("1.3.14.3.2.26", "SHA256")]
    [InlineData("2.16.840.1.101.3.4.2.1", "SHA256")]
    [InlineData("2.16.840.1.101.3.4.2.2", "SHA384")]
    [InlineData("2.16.840.1.101.3.4.2.3", "SHA512")]
    [InlineData("2.16.840.1.101.3.4.2.4", null)]
    [InlineData(null, "SHA256")]                          // the default is SHA-1
    public void RSASSA_PSS_names_its_own(string? pssHash, string? hash) => AssertHashed(hash, AlgorithmOf(Pss, pssHash ?? ""));

    private static void AssertHashed(string? hash, byte[] algorithm)
    {
        using RSA key = RSA.Create(2048);
        var request = new CertificateRequest(new X500DistinguishedName("CN=localhost"), key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using X509Certificate2 certificate = request.Create(
            request.SubjectName, new Unsigned(algorithm), DateTimeOffset.UtcNow, DateTimeOffset.UtcNow.AddDays(1), [1]);

        byte[]? expected = hash is null
            ? null
            : [.. "tls-server-end-point:"u8, .. CryptographicOperations.HashData(new HashAlgorithmName(hash), certificate.RawData)];
        Assert.Equal(expected, EndPointBinding.Of(certificate));
    }

    private static byte[] AlgorithmOf(string signature, string? pssHash)
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            writer.WriteObjectIdentifier(signature);
            if (pssHash is not null)
            {
                using (writer.PushSequence())
                {
                    if (pssHash.Length > 0)
                    {
                        using (writer.PushSequence(new Asn1Tag(TagClass.ContextSpecific, 0)))
                        using (writer.PushSequence())
                        {
                            writer.WriteObjectIdentifier(pssHash);
                        }
                    }
                }
            }
        }

        return writer.Encode();
    }

    /// <summary>Names an algorithm, and signs nothing.</summary>
    private sealed class Unsigned(byte[] algorithm) : X509SignatureGenerator
    {
        public override byte[] GetSignatureAlgorithmIdentifier(HashAlgorithmName hashAlgorithm) => algorithm;

        public override byte[] SignData(byte[] data, HashAlgorithmName hashAlgorithm) => [0];

        protected override PublicKey BuildPublicKey() => throw new NotSupportedException();
    }
}
