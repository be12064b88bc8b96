using System.Formats.Asn1;

namespace RpcHttpProxy.Edge.Authentication;

/// <summary>Reads the mechanism's own message out of a SPNEGO token (RFC 4178, 4.2), and puts another in its place.</summary>
internal static class SpnegoToken
{
    /* RFC 4178: 4.2.1, NegTokenInit ::= [0] SEQUENCE { [0] mechTypes, [1] reqFlags, [2] mechToken, [3] mechListMIC }, within RFC 2743's framing of
       [APPLICATION 0] { OID, ... };  4.2.2, NegTokenResp ::= [1] SEQUENCE { [0] negState, [1] supportedMech, [2] responseToken, [3] mechListMIC } */
    private const string Spnego = "1.3.6.1.5.5.2";
    private static readonly Asn1Tag s_initialContextToken = new(TagClass.Application, 0, isConstructed: true);
    private static readonly Asn1Tag s_negTokenInit = new(TagClass.ContextSpecific, 0, isConstructed: true);
    private static readonly Asn1Tag s_negTokenResp = new(TagClass.ContextSpecific, 1, isConstructed: true);
    private static readonly Asn1Tag s_mechanismToken = new(TagClass.ContextSpecific, 2, isConstructed: true);

    /// <summary>
    /// The token with its mechanism's message replaced by what <paramref name="complete"/> makes of it; the same array when that changes nothing, or
    /// the token isn't SPNEGO's.
    /// </summary>
    public static byte[] Rewrite(byte[] token, Func<byte[], byte[]> complete)
    {
        try
        {
            var reader = new AsnReader(token, AsnEncodingRules.DER);
            var writer = new AsnWriter(AsnEncodingRules.DER);
            bool isChanged;
            if (reader.PeekTag() == s_initialContextToken)
            {
                AsnReader framed = reader.ReadSequence(s_initialContextToken);
                if (framed.ReadObjectIdentifier() != Spnego)
                {
                    return token;
                }

                using (writer.PushSequence(s_initialContextToken))
                {
                    writer.WriteObjectIdentifier(Spnego);
                    isChanged = CopyFields(framed, s_negTokenInit, writer, complete);
                }
            }
            else
            {
                isChanged = CopyFields(reader, s_negTokenResp, writer, complete);
            }

            return isChanged ? writer.Encode() : token;
        }
        catch (AsnContentException)
        {
            return token; // GSSAPI says what is wrong with it
        }
    }

    private static bool CopyFields(AsnReader reader, Asn1Tag choice, AsnWriter writer, Func<byte[], byte[]> complete)
    {
        bool isChanged = false;
        AsnReader fields = reader.ReadSequence(choice).ReadSequence();
        using (writer.PushSequence(choice))
        using (writer.PushSequence())
        {
            while (fields.HasData)
            {
                if (fields.PeekTag() != s_mechanismToken)
                {
                    writer.WriteEncodedValue(fields.ReadEncodedValue().Span);
                    continue;
                }

                byte[] message = fields.ReadSequence(s_mechanismToken).ReadOctetString();
                byte[] completed = complete(message);
                isChanged |= completed != message;
                using (writer.PushSequence(s_mechanismToken))
                {
                    writer.WriteOctetString(completed);
                }
            }
        }

        return isChanged;
    }
}
