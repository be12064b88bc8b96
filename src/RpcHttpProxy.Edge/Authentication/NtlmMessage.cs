using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;

namespace RpcHttpProxy.Edge.Authentication;

/// <summary>
/// Reads from an NTLM message whom it is about, so that failures can be counted for a user. Nothing is decided by it: the system's GSSAPI
/// reads the same message for itself.
/// </summary>
internal static class NtlmMessage
{
    /* [MS-NLMP] 2.2.1.3, AUTHENTICATE_MESSAGE:  +0 signature(8)  +8 type(4)  +12 LM response  +20 NT response  +28 domain  +36 user
       +44 workstation  +52 session key: length(2), room(2), offset(4) each  +60 flags(4)  +64 version(8), where there is room for one */
    private static readonly int[] s_payloads = [12, 20, DomainFields, UserFields, 44, 52];

    private const int LmFields = 12;
    private const int NtFields = 20;
    private const int DomainFields = 28;
    private const int UserFields = 36;
    private const int Flags = 60;
    private const int HeaderLength = 64;
    private const uint NegotiateUnicode = 1;
    private const uint NegotiateKeyExchange = 0x4000_0000;

    /* 2.2.1.2, CHALLENGE_MESSAGE:  +0 signature(8)  +8 type(4)  +12 target name(8)  +20 flags(4) */
    private const int ChallengeFlags = 20;

    /* 2.2.1.1, NEGOTIATE_MESSAGE:  +0 signature(8)  +8 type(4)  +12 flags(4)  +16 domain(8)  +24 workstation(8)  +32 version(8) */
    private const int TypeEnd = 12;
    private const int NegotiateFlags = 12;
    private const int NegotiateFlagsEnd = 16;
    private const uint NegotiateSupplied = 0x3000; // NTLMSSP_NEGOTIATE_OEM_DOMAIN_SUPPLIED and _WORKSTATION_SUPPLIED
    private const uint NegotiateVersion = 0x0200_0000;

    /* Ours: no name that exists is longer. Responses are as long as their field can say. */
    private const int MaxNameBytes = 512;

    /// <summary>
    /// A <c>NEGOTIATE_MESSAGE</c> (2.2.1.1) that names nobody and asks for Unicode and NTLM, to see whether anybody here answers it. With a version of zeros: gss-ntlmssp
    /// takes no message without that field.
    /// </summary>
    public static ReadOnlySpan<byte> Negotiate =>
    [
        (byte)'N', (byte)'T', (byte)'L', (byte)'M', (byte)'S', (byte)'S', (byte)'P', 0, 1, 0, 0, 0, 0x07, 0x02, 0, 0,
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        0, 0, 0, 0, 0, 0, 0, 0,
    ];

    /// <summary>Whether it is a <c>NEGOTIATE_MESSAGE</c> without SPNEGO around it.</summary>
    public static bool IsNegotiate(ReadOnlySpan<byte> token) => token.StartsWith(Negotiate[..TypeEnd]);

    /// <summary>
    /// The message as gss-ntlmssp takes it: with the field for a version, which means nothing (2.2.2.10) and is put there as zeros. The first messages of
    /// curl and impacket end before it, others' have names in its place or end after the flags; in curl's last one the payload begins there. The same
    /// within SPNEGO.
    /// </summary>
    public static byte[] Complete(byte[] token) => token.AsSpan().StartsWith(Signature) ? CompleteMessage(token) : SpnegoToken.Rewrite(token, CompleteMessage);

    /// <summary>Whether there is any message of NTLM in a token, which may be within SPNEGO.</summary>
    public static bool IsIn(ReadOnlySpan<byte> token) => token.IndexOf(Signature) >= 0;

    /// <summary>Whether there is an <c>AUTHENTICATE_MESSAGE</c> in a token, which may be within SPNEGO.</summary>
    public static bool IsAuthenticate(ReadOnlySpan<byte> token) => IndexOfAuthenticate(token) >= 0;

    /// <summary>Where the first one begins; below zero when there is none.</summary>
    public static int IndexOfAuthenticate(ReadOnlySpan<byte> token) => token.IndexOf(Authenticate);

    private static ReadOnlySpan<byte> Signature => "NTLMSSP\0"u8;

    private static ReadOnlySpan<byte> NoVersion => [0, 0, 0, 0, 0, 0, 0, 0];

    private static ReadOnlySpan<byte> Challenge => "NTLMSSP\0\u0002\0\0\0"u8;

    private static ReadOnlySpan<byte> Authenticate => "NTLMSSP\0\u0003\0\0\0"u8;

    /// <summary><c>DOMAIN\user</c> of an authenticate message, which may be within SPNEGO; null for anything else.</summary>
    public static string? NameIn(ReadOnlySpan<byte> token)
    {
        int at = token.IndexOf(Authenticate);
        if (at < 0 || token.Length - at < HeaderLength)
        {
            return null;
        }

        ReadOnlySpan<byte> message = token[at..];
        Encoding encoding = IsUnicode(message, Flags) ? Encoding.Unicode : Encoding.Latin1;
        return TryRead(message, UserFields, out ReadOnlySpan<byte> user) && user.Length > 0 && TryRead(message, DomainFields, out ReadOnlySpan<byte> domain)
            ? $"{encoding.GetString(domain)}\\{encoding.GetString(user)}"
            : null;
    }

    /// <summary>
    /// Whether whom an authenticate message names can be read in one way only, so that the name that is counted is the one that GSSAPI looks
    /// up: there is one such message, its names lie within it and hold no U+0000, at which gss-ntlmssp stops, and they are in the encoding
    /// that the challenge has settled. True for tokens without such a message.
    /// </summary>
    /// <param name="token">The client's token.</param>
    /// <param name="isUnicode">Whether the challenge was for Unicode; null when there was none.</param>
    public static bool IsUnambiguous(ReadOnlySpan<byte> token, bool? isUnicode)
    {
        int at = token.IndexOf(Authenticate);
        if (at < 0)
        {
            return true;
        }

        ReadOnlySpan<byte> message = token[at..];
        return message.Length >= HeaderLength
            && message[1..].IndexOf(Authenticate) < 0
            && IsUnicode(message, Flags) == (isUnicode ?? true)
            && TryRead(message, UserFields, out ReadOnlySpan<byte> user) && IsWithoutNul(user, message)
            && TryRead(message, DomainFields, out ReadOnlySpan<byte> domain) && IsWithoutNul(domain, message);
    }

    /// <summary>
    /// The LM and NT responses of the first authenticate message in a token, which may be within SPNEGO: parts of <paramref name="token"/>. False when there is none, or
    /// they aren't within it.
    /// </summary>
    public static bool TryReadResponses(ReadOnlySpan<byte> token, out ReadOnlySpan<byte> lm, out ReadOnlySpan<byte> nt)
    {
        lm = nt = default;
        int at = token.IndexOf(Authenticate);
        return at >= 0 && token.Length - at >= HeaderLength
            && TryRead(token[at..], LmFields, out lm, ushort.MaxValue) && TryRead(token[at..], NtFields, out nt, ushort.MaxValue);
    }

    /// <summary>Whether the challenge in a token (2.2.1.2), which may be within SPNEGO, is for Unicode; null where there is none.</summary>
    public static bool? IsChallengeUnicode(ReadOnlySpan<byte> token) => ChallengeHas(token, NegotiateUnicode);

    /// <summary>Whether the challenge in a token, which may be within SPNEGO, has the client send a key; null where there is none.</summary>
    public static bool? IsChallengeForKey(ReadOnlySpan<byte> token) => ChallengeHas(token, NegotiateKeyExchange);

    private static bool? ChallengeHas(ReadOnlySpan<byte> token, uint flag)
    {
        int at = token.IndexOf(Challenge);
        return at < 0 || token.Length - at < ChallengeFlags + sizeof(uint) ? null : Has(token[at..], ChallengeFlags, flag);
    }

    private static bool IsUnicode(ReadOnlySpan<byte> message, int flags) => Has(message, flags, NegotiateUnicode);

    private static bool Has(ReadOnlySpan<byte> message, int flags, uint flag) => (BinaryPrimitives.ReadUInt32LittleEndian(message[flags..]) & flag) != 0;

    private static bool IsWithoutNul(ReadOnlySpan<byte> name, ReadOnlySpan<byte> message) => IsUnicode(message, Flags)
        ? name.Length % sizeof(char) == 0 && !MemoryMarshal.Cast<byte, char>(name).Contains('\0')
        : !name.Contains((byte)0);

    private static bool TryRead(ReadOnlySpan<byte> message, int fields, out ReadOnlySpan<byte> value, int longest = MaxNameBytes)
    {
        int length = BinaryPrimitives.ReadUInt16LittleEndian(message[fields..]);
        uint offset = BinaryPrimitives.ReadUInt32LittleEndian(message[(fields + 4)..]);
        bool isInside = length <= longest && offset <= message.Length && message.Length - offset >= length;
        value = isInside ? message.Slice((int)offset, length) : default;
        return isInside;
    }

    private static uint FirstOffset(ReadOnlySpan<byte> message)
    {
        uint first = uint.MaxValue;
        foreach (int fields in s_payloads)
        {
            first = Math.Min(first, BinaryPrimitives.ReadUInt16LittleEndian(message[fields..]) == 0 ? first : OffsetOf(message, fields));
        }

        return first;
    }

    private static byte[] CompleteMessage(byte[] message) => message switch
    {
        { Length: >= NegotiateFlagsEnd } when message.Length < Negotiate.Length && IsNegotiate(message) => WithoutNames(message),
        { Length: > HeaderLength } when message.AsSpan().StartsWith(Authenticate) && FirstOffset(message) == HeaderLength => WithRoomForVersion(message),
        _ => message,
    };

    // The names in it only say where the client believes it is.
    private static byte[] WithoutNames(byte[] token)
    {
        byte[] message = [.. token.AsSpan(0, NegotiateFlagsEnd), .. new byte[Negotiate.Length - NegotiateFlagsEnd]];
        uint flags = BinaryPrimitives.ReadUInt32LittleEndian(message.AsSpan(NegotiateFlags));
        BinaryPrimitives.WriteUInt32LittleEndian(message.AsSpan(NegotiateFlags), flags & ~(NegotiateSupplied | NegotiateVersion));
        return message;
    }

    // What the proof covers are the responses in the payload; a message without room for a version has none for a check of itself (MIC) either.
    private static byte[] WithRoomForVersion(byte[] token)
    {
        byte[] roomy = [.. token.AsSpan(0, HeaderLength), .. NoVersion, .. token.AsSpan(HeaderLength)];
        foreach (int fields in s_payloads)
        {
            uint offset = OffsetOf(roomy, fields);
            if (offset is >= HeaderLength and <= int.MaxValue)
            {
                BinaryPrimitives.WriteUInt32LittleEndian(roomy.AsSpan(fields + 4), offset + (uint)NoVersion.Length);
            }
        }

        return roomy;
    }

    private static uint OffsetOf(ReadOnlySpan<byte> message, int fields) => BinaryPrimitives.ReadUInt32LittleEndian(message[(fields + 4)..]);
}
