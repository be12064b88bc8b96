using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace RpcHttpProxy.Attacks.Tests.Kit;

/// <summary>NTLMv2's messages ([MS-NLMP] 2.2.1), made by hand: a client library would not leave out what an attacker leaves out.</summary>
internal static class Ntlm
{
    /* 2.2.2.5: UNICODE, REQUEST_TARGET, NTLM, ALWAYS_SIGN, EXTENDED_SESSIONSECURITY. No key is exchanged: nothing is signed or sealed. */
    private const uint Flags = 0x0008_8205;

    private const int ChallengeAt = 24;         // 2.2.1.2, CHALLENGE_MESSAGE
    private const int TargetInfoFieldsAt = 40;
    private const int ProofHeaderLength = 72;   // 2.2.1.3, AUTHENTICATE_MESSAGE with a version and without a MIC

    /// <summary>Message type 1, without a name: 40 bytes, with room for a version.</summary>
    public static byte[] Hello()
    {
        byte[] message = [.. "NTLMSSP\0"u8, 1, 0, 0, 0, .. new byte[28]];
        BinaryPrimitives.WriteUInt32LittleEndian(message.AsSpan(12), Flags);
        return message;
    }

    /// <summary>Whether a token is message type 2.</summary>
    public static bool IsChallenge(byte[]? token) => token is { Length: > TargetInfoFieldsAt } && token.AsSpan().StartsWith("NTLMSSP\0\u0002\0\0\0"u8);

    /// <summary>Message type 3: the proof that one knows the password (3.3.2). <paramref name="sentUser"/> is sent instead of the user's name.</summary>
    public static byte[] Proof(byte[] challenge, string domain, string user, string password, string? sentUser = null)
    {
        byte[] ntlm = Response(challenge, domain, user, password), lm = new byte[24];
        byte[] message = [.. "NTLMSSP\0"u8, 3, 0, 0, 0, .. new byte[ProofHeaderLength - 12]];
        BinaryPrimitives.WriteUInt32LittleEndian(message.AsSpan(60), Flags);
        byte[] payload = [];
        foreach ((int at, byte[] part) in ((int, byte[])[])
            [(12, lm), (20, ntlm), (28, Encoding.Unicode.GetBytes(domain)), (36, Encoding.Unicode.GetBytes(sentUser ?? user)), (44, []), (52, [])])
        {
            BinaryPrimitives.WriteUInt16LittleEndian(message.AsSpan(at), (ushort)part.Length);
            BinaryPrimitives.WriteUInt16LittleEndian(message.AsSpan(at + 2), (ushort)part.Length);
            BinaryPrimitives.WriteUInt32LittleEndian(message.AsSpan(at + 4), (uint)(ProofHeaderLength + payload.Length));
            payload = [.. payload, .. part];
        }

        return [.. message, .. payload];
    }

    public static string Header(byte[] token, string scheme = "NTLM") => $"Authorization: {scheme} {Convert.ToBase64String(token)}\r\n";

    /// <summary>Both legs as echo requests on one connection; the second one's response.</summary>
    public static async Task<Response> LogInAsync(Wire wire, string domain, string user, string password, string headers = "")
    {
        Response challenge = await wire.AskAsync(Requests.Echo(Header(Hello()) + headers));
        byte[]? token = challenge.Token("NTLM");
        Assert.True(IsChallenge(token), $"the first leg was not answered with a challenge: {challenge}");
        return await wire.AskAsync(Requests.Echo(Header(Proof(token!, domain, user, password)) + headers));
    }

    [SuppressMessage("Security", "CA5351", Justification = "NTLM is made of MD5.")]
    private static byte[] Response(byte[] challenge, string domain, string user, string password)
    {
        int length = BinaryPrimitives.ReadUInt16LittleEndian(challenge.AsSpan(TargetInfoFieldsAt));
        int offset = BinaryPrimitives.ReadInt32LittleEndian(challenge.AsSpan(TargetInfoFieldsAt + 4));
        byte[] key = HMACMD5.HashData(Md4.Hash(Encoding.Unicode.GetBytes(password)), Encoding.Unicode.GetBytes(user.ToUpperInvariant() + domain));
        byte[] now = BitConverter.GetBytes(DateTime.UtcNow.ToFileTimeUtc());
        byte[] blob = [1, 1, 0, 0, 0, 0, 0, 0, .. now, .. RandomNumberGenerator.GetBytes(8), 0, 0, 0, 0, .. challenge.AsSpan(offset, length), 0, 0, 0, 0];
        byte[] proved = [.. challenge.AsSpan(ChallengeAt, 8), .. blob];
        return [.. HMACMD5.HashData(key, proved), .. blob];
    }
}
