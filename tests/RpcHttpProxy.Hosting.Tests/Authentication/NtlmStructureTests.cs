using System.Buffers.Binary;
using RpcHttpProxy.Edge.Authentication;

namespace RpcHttpProxy.Hosting.Tests.Authentication;

/// <summary>Which messages gss-ntlmssp may see: none that it would read behind the end of.</summary>
public sealed class NtlmStructureTests
{
    private const int Begin = 72;

    [Theory]
    [InlineData(24, 24, 0, false, true)]    // NTLM
    [InlineData(0, 100, 0, false, true)]    // NTLMv2
    [InlineData(24, 100, 16, true, true)]
    [InlineData(24, 100, 0, true, false)]   // a key was asked for, and gss-ntlmssp copies 16 bytes of it
    [InlineData(24, 100, 15, true, false)]
    [InlineData(24, 100, 17, true, false)]
    [InlineData(0, 24, 0, false, false)]    // NTLM2 session security, whose challenge stands in the LM response
    [InlineData(23, 24, 0, false, false)]
    [InlineData(24, 23, 0, false, false)]
    [InlineData(24, 0, 0, false, false)]    // an LMv2 response alone
    public void Responses_and_key_are_as_long_as_they_must_be(int lm, int nt, int key, bool isForKey, bool isSound)
    {
        byte[] message = Message((12, Begin, lm), (20, Begin + lm, nt), (52, Begin + lm + nt, key));

        Assert.Equal(isSound, NtlmStructure.IsSound(message, isForKey));
        Assert.Equal(isSound, NtlmStructure.IsSound([0x60, 0x82, .. message], isForKey)); // within SPNEGO
    }

    [Theory]
    [InlineData(44, Begin, 300)]                // longer than the message
    [InlineData(44, 0x7fff_0000, 2)]
    [InlineData(44, 10, 2)]                     // in the header
    [InlineData(36, Begin + 2, 4)]              // a name within the LM response, which may be cleared
    [InlineData(28, Begin + 23, 4)]
    public void No_field_is_elsewhere_or_in_the_LM_response(int fields, int offset, int length) =>
        Assert.False(NtlmStructure.IsSound(Message((12, Begin, 24), (20, Begin + 24, 24), (fields, offset, length)), hasKeyExchange: false));

    [Fact]
    public void What_is_no_proof_has_no_structure_to_look_at()
    {
        Assert.True(NtlmStructure.IsSound(NtlmMessage.Negotiate, hasKeyExchange: true));
        Assert.True(NtlmStructure.IsSound([0x6e, 1, 2], hasKeyExchange: true));
        Assert.False(NtlmStructure.IsSound("NTLMSSP\0\u0003\0\0\0"u8, hasKeyExchange: false));
    }

    private static byte[] Message(params (int Fields, int Offset, int Length)[] fields)
    {
        byte[] message = [.. "NTLMSSP\0\u0003\0\0\0"u8, .. new byte[Begin - 12 + 200]];
        foreach ((int at, int offset, int length) in fields)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(message.AsSpan(at), (ushort)length);
            BinaryPrimitives.WriteInt32LittleEndian(message.AsSpan(at + 4), offset);
        }

        return message;
    }
}
