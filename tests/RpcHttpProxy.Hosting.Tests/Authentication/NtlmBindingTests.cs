using System.Buffers.Binary;
using System.Security.Cryptography;
using RpcHttpProxy.Edge.Authentication;

namespace RpcHttpProxy.Hosting.Tests.Authentication;

/// <summary>What is read, and what is taken out, of NTLM's last message where it is bound to a TLS connection.</summary>
public sealed class NtlmBindingTests
{
    private static readonly byte[] s_own = [.. "tls-server-end-point:"u8, .. new byte[32]];

    /* [MS-NLMP] 2.2.2.1: gss_channel_bindings_struct without addresses. */
    private static readonly byte[] s_hash = MD5.HashData([.. new byte[16], (byte)s_own.Length, 0, 0, 0, .. s_own]);

    [Fact]
    public void Another_channel_is_told_apart_from_this_one_and_from_none()
    {
        byte[] other = [.. s_hash[..15], (byte)(s_hash[15] ^ 1)];

        Assert.True(NtlmBinding.IsOther(Proof([], Response([(2, [1, 0]), (10, other)])), s_own));
        Assert.True(NtlmBinding.IsOther([0x60, 0x82, .. Proof([], Response([(10, other)]))], s_own)); // within SPNEGO
        Assert.False(NtlmBinding.IsOther(Proof([], Response([(10, s_hash)])), s_own));
        Assert.False(NtlmBinding.IsOther(Proof([], Response([(10, new byte[16])])), s_own)); // which says that there is none
        Assert.False(NtlmBinding.IsOther(Proof([], Response([(2, [1, 0])])), s_own));
        Assert.False(NtlmBinding.IsOther(Proof([], Response([(0, []), (10, other)])), s_own)); // behind the end
        Assert.False(NtlmBinding.IsOther(Proof([], new byte[24]), s_own)); // NTLMv1
        Assert.False(NtlmBinding.IsOther(NtlmMessage.Negotiate, s_own));
    }

    [Fact]
    public void What_is_torn_names_no_channel()
    {
        byte[] proof = Proof([], Response([(10, new byte[15]), (10, [1, .. new byte[15]])]));
        for (int length = 0; length < proof.Length; length++)
        {
            Assert.False(NtlmBinding.IsOther(proof.AsSpan(0, length), s_own));
        }

        byte[] endless = Response([(10, [])]);
        BinaryPrimitives.WriteUInt16LittleEndian(endless.AsSpan(44 + 2), ushort.MaxValue);
        Assert.False(NtlmBinding.IsOther(Proof([], endless), s_own));
    }

    [Fact]
    public void An_LM_response_that_could_prove_the_password_is_taken_out()
    {
        byte[] lmv2 = [.. RandomNumberGenerator.GetBytes(23), 1], response = Response([(10, s_hash)]);
        byte[] cleared = NtlmBinding.WithoutLmResponse(Proof(lmv2, response));

        Assert.Equal(Proof(new byte[24], response), cleared);
        Assert.Equal([0x60, .. cleared], NtlmBinding.WithoutLmResponse([0x60, .. Proof(lmv2, response)])); // within SPNEGO
        Assert.Equal(Proof(new byte[24], []), NtlmBinding.WithoutLmResponse(Proof(lmv2, [])));             // LMv2 alone
    }

    [Fact]
    public void An_LM_response_that_proves_nothing_stays()
    {
        byte[] challenge = [1, 2, 3, 4, 5, 6, 7, 8, .. new byte[16]]; // NTLM2 session security's
        foreach (byte[] token in (byte[][])[Proof(challenge, new byte[24]), Proof(new byte[24], Response([])), Proof([], Response([])), NtlmMessage.Negotiate.ToArray(), [0x6e, 1, 2]])
        {
            Assert.Same(token, NtlmBinding.WithoutLmResponse(token));
        }
    }

    private static byte[] Response((int Id, byte[] Value)[] pairs) =>
    [
        .. new byte[16], 1, 1, .. new byte[26],
        .. pairs.SelectMany(pair => (byte[])[(byte)pair.Id, 0, (byte)pair.Value.Length, 0, .. pair.Value]),
    ];

    /// <summary>An authenticate message ([MS-NLMP] 2.2.1.3) with those responses and no names.</summary>
    private static byte[] Proof(byte[] lm, byte[] nt)
    {
        byte[] header = [.. "NTLMSSP\0\u0003\0\0\0"u8, .. new byte[60]];
        Put(12, lm.Length, header.Length);
        Put(20, nt.Length, header.Length + lm.Length);
        return [.. header, .. lm, .. nt];

        void Put(int at, int length, int offset)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(at), (ushort)length);
            BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(at + 4), offset);
        }
    }
}
