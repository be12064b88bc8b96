using System.Formats.Asn1;
using System.Globalization;
using System.Security.Cryptography.X509Certificates;
using RpcHttpProxy.Edge.Authentication;

namespace RpcHttpProxy.Hosting.Tls;

/// <summary>
/// Finds the one name in a certificate that is its holder's. The framework takes the first or the last of several, or another field where there is
/// none; an authority may have checked only one of them.
/// </summary>
internal static class CertificateNames
{
    /* RFC 5280: 4.1.2.4 and appendix A, 4.2.1.6;  the UPN is [MS-WCCE]'s szOID_NT_PRINCIPAL_NAME. */
    private const string CommonName = "2.5.4.3";
    private const string EmailAddress = "1.2.840.113549.1.9.1";
    private const string SubjectAlternativeName = "2.5.29.17";
    private const string UserPrincipalName = "1.3.6.1.4.1.311.20.2.3";
    private static readonly Asn1Tag s_otherName = new(TagClass.ContextSpecific, 0, isConstructed: true);
    private static readonly Asn1Tag s_otherNameValue = new(TagClass.ContextSpecific, 0, isConstructed: true);
    private static readonly Asn1Tag s_rfc822Name = new(TagClass.ContextSpecific, 1);

    /// <summary>The name; null when there is none, or more than one, or it isn't fit to be one: <paramref name="fault"/> says which.</summary>
    public static string? Of(X509Certificate2 certificate, CertificateName which, out string fault)
    {
        try
        {
            string[] all = which switch
            {
                CertificateName.Upn => [.. AlternativeNames(certificate, which)],
                CertificateName.CommonName => [.. OfSubject(certificate, CommonName)],
                CertificateName.Email => [.. AlternativeNames(certificate, which), .. OfSubject(certificate, EmailAddress)],
                _ => certificate.Subject is { Length: > 0 } subject ? [subject] : [],
            };
            fault = all switch
            {
                [] => $"it has no {which}",
                [{ Length: 0 or > BasicCredentials.MaxNameLength }] => $"its {which} is empty or longer than {BasicCredentials.MaxNameLength} characters",
                [{ } one] when !IsPrintable(one) => $"there are control characters in its {which}",
                [{ } one] when which is CertificateName.Upn or CertificateName.Email && !HasDomain(one) => $"its {which} has no domain",
                [_] => "",
                _ => $"it has {all.Length} of {which}",
            };
            return fault.Length == 0 ? all[0] : null;
        }
        catch (AsnContentException)
        {
            fault = "its names can't be read";
            return null;
        }
    }

    private static bool IsPrintable(string name) => !name.Any(c => char.GetUnicodeCategory(c) is UnicodeCategory.Control or UnicodeCategory.Format
        or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator or UnicodeCategory.OtherNotAssigned);

    /* What rules may take for granted of them: a bare name is never one. */
    private static bool HasDomain(string name) => name.IndexOf('@', StringComparison.Ordinal) is var at && at > 0 && at < name.Length - 1;

    private static IEnumerable<string> OfSubject(X509Certificate2 certificate, string attribute)
    {
        AsnReader names = new AsnReader(certificate.SubjectName.RawData, AsnEncodingRules.DER).ReadSequence();
        while (names.HasData)
        {
            AsnReader name = names.ReadSetOf();
            while (name.HasData)
            {
                AsnReader one = name.ReadSequence();
                if (one.ReadObjectIdentifier() == attribute)
                {
                    yield return one.ReadCharacterString((UniversalTagNumber)one.PeekTag().TagValue);
                }
            }
        }
    }

    private static IEnumerable<string> AlternativeNames(X509Certificate2 certificate, CertificateName which)
    {
        foreach (X509Extension extension in certificate.Extensions.Where(extension => extension.Oid?.Value == SubjectAlternativeName))
        {
            AsnReader names = new AsnReader(extension.RawData, AsnEncodingRules.DER).ReadSequence();
            while (names.HasData)
            {
                Asn1Tag tag = names.PeekTag();
                if (tag == s_rfc822Name && which == CertificateName.Email)
                {
                    yield return names.ReadCharacterString(UniversalTagNumber.IA5String, s_rfc822Name);
                }
                else if (tag == s_otherName && which == CertificateName.Upn)
                {
                    AsnReader other = names.ReadSequence(s_otherName);
                    if (other.ReadObjectIdentifier() == UserPrincipalName)
                    {
                        AsnReader value = other.ReadSequence(s_otherNameValue);
                        yield return value.ReadCharacterString((UniversalTagNumber)value.PeekTag().TagValue);
                    }
                }
                else
                {
                    names.ReadEncodedValue();
                }
            }
        }
    }
}
