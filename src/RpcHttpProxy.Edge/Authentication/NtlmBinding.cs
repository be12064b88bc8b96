using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace RpcHttpProxy.Edge.Authentication;

/// <summary>
/// The channel binding in NTLM's last message ([MS-NLMP] 2.2.2.1, MsvAvChannelBindings). gss-ntlmssp verifies it; here is what it leaves to its caller.
/// </summary>
internal static class NtlmBinding
{
    /* 2.2.2.8, NTLMv2_RESPONSE:  +0 proof(16)  +16 client challenge: +0 versions and zeros(8)  +8 time(8)  +16 challenge(8)  +24 zeros(4)  +28 pairs of
       id(2), length(2), value */
    private const int FirstPair = 16 + 28;
    private const int PairHeader = 4;
    private const int EndOfPairs = 0;
    private const int ChannelBindings = 10;

    /* 2.2.2.3, LM_RESPONSE of NTLM2 session security: a challenge, and zeros. */
    private const int ClientChallengeLength = 8;

    /// <summary>
    /// Whether an AUTHENTICATE_MESSAGE, which may be within SPNEGO, names another channel than <paramref name="binding"/>: gss-ntlmssp refuses it with the
    /// words it has for all that can't be read.
    /// </summary>
    public static bool IsOther(ReadOnlySpan<byte> token, ReadOnlySpan<byte> binding)
    {
        if (!NtlmMessage.TryReadResponses(token, out _, out ReadOnlySpan<byte> response) || response.Length < FirstPair)
        {
            return false;
        }

        ReadOnlySpan<byte> pairs = response[FirstPair..];
        while (pairs.Length >= PairHeader)
        {
            int id = BinaryPrimitives.ReadUInt16LittleEndian(pairs), length = BinaryPrimitives.ReadUInt16LittleEndian(pairs[2..]);
            if (id == EndOfPairs || pairs.Length - PairHeader < length)
            {
                return false;
            }

            ReadOnlySpan<byte> value = pairs.Slice(PairHeader, length);
            if (id == ChannelBindings)
            {
                return value.ContainsAnyExcept((byte)0) && !value.SequenceEqual(Hash(binding)); // zeros: the client names none
            }

            pairs = pairs[(PairHeader + length)..];
        }

        return false;
    }

    /// <summary>
    /// The message without its LM response, if that could prove the password by itself. gss-ntlmssp in a domain, and domain controllers, take LMv2's for a
    /// proof where the NTLMv2 response is wrong, and LMv2's doesn't cover the binding: who relays it could write one himself. A client that names a
    /// binding sends zeros there ([MS-NLMP] 3.1.5.1.2). The same within SPNEGO.
    /// </summary>
    public static byte[] WithoutLmResponse(byte[] token)
    {
        if (!NtlmMessage.TryReadResponses(token, out ReadOnlySpan<byte> lm, out _)
            || lm.Length <= ClientChallengeLength
            || !lm[ClientChallengeLength..].ContainsAnyExcept((byte)0)
            || !token.AsSpan().Overlaps(lm, out int at))
        {
            return token;
        }

        byte[] cleared = [.. token];
        cleared.AsSpan(at, lm.Length).Clear();
        return cleared;
    }

    /* [MS-NLMP] 2.2.2.1: MD5 of RFC 2744's gss_channel_bindings_struct, its numbers little endian: both addresses empty, the data behind its length. */
    [SuppressMessage("Security", "CA5351", Justification = "NTLM is made of MD5.")]
    private static byte[] Hash(ReadOnlySpan<byte> binding)
    {
        byte[] structure = [.. new byte[16], 0, 0, 0, 0, .. binding];
        BinaryPrimitives.WriteInt32LittleEndian(structure.AsSpan(16), binding.Length);
        return MD5.HashData(structure);
    }
}
