using System.Buffers.Binary;

namespace RpcHttpProxy.Edge.Authentication;

/// <summary>
/// What an AUTHENTICATE_MESSAGE ([MS-NLMP] 2.2.1.3) must be made of before gss-ntlmssp may see it: version 1.2.0 takes lengths as the client says them, reads
/// behind responses that are shorter than it believes, and ends the process by it.
/// </summary>
internal static class NtlmStructure
{
    private const int HeaderLength = 64;
    private const int LmFields = 12;
    private const int NtFields = 20;
    private const int SessionKeyFields = 52;
    private const int LastFields = SessionKeyFields;
    private const int FieldsLength = 8; // length(2), room(2), offset(4)

    /* 2.2.2.3 to 2.2.2.6: responses of LM and NTLM have 24 bytes, those of version 2 have more. */
    private const int ResponseLength = 24;

    /* 2.2.1.3: the key is encrypted by RC4, and as long as it was. */
    private const int SessionKeyLength = 16;

    /// <summary>
    /// Whether all fields of the authenticate message in a token, which may be within SPNEGO, are within it, the responses and the key as long as they must be, and the LM
    /// response, which may be cleared, shares no byte with another field. True for tokens without such a message.
    /// </summary>
    /// <param name="token">The client's token.</param>
    /// <param name="hasKeyExchange">Whether the challenge was for a key (NTLMSSP_NEGOTIATE_KEY_EXCH).</param>
    public static bool IsSound(ReadOnlySpan<byte> token, bool hasKeyExchange)
    {
        int at = NtlmMessage.IndexOfAuthenticate(token);
        if (at < 0)
        {
            return true;
        }

        ReadOnlySpan<byte> message = token[at..];
        if (message.Length < HeaderLength)
        {
            return false;
        }

        (uint lmOffset, int lm) = Field(message, LmFields);
        for (int fields = LmFields; fields <= LastFields; fields += FieldsLength)
        {
            (uint offset, int length) = Field(message, fields);
            bool isInside = length == 0 || (offset >= HeaderLength && offset <= message.Length && message.Length - offset >= length);
            bool isApart = fields == LmFields || lm == 0 || length == 0 || offset >= lmOffset + (ulong)lm || lmOffset >= offset + (ulong)length;
            if (!isInside || !isApart)
            {
                return false;
            }
        }

        int nt = Field(message, NtFields).Length;
        return nt >= ResponseLength
            && (nt > ResponseLength || lm >= ResponseLength)
            && (!hasKeyExchange || Field(message, SessionKeyFields).Length == SessionKeyLength);
    }

    private static (uint Offset, int Length) Field(ReadOnlySpan<byte> message, int fields) =>
        (BinaryPrimitives.ReadUInt32LittleEndian(message[(fields + 4)..]), BinaryPrimitives.ReadUInt16LittleEndian(message[fields..]));
}
