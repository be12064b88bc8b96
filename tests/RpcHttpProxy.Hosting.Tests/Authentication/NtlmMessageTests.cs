using System.Text;
using RpcHttpProxy.Edge.Authentication;

namespace RpcHttpProxy.Hosting.Tests.Authentication;

/// <summary>What is read from NTLM messages, and what is made of them.</summary>
public sealed class NtlmMessageTests
{
    [Theory]
    [InlineData("LAB", "alice", true, true, true)]
    [InlineData("LAB", "alice", false, false, true)]
    [InlineData("", "", true, true, true)]              // anonymous
    [InlineData("LAB", "alice\0a", true, true, false)]  // gss-ntlmssp reads alice
    [InlineData("LAB\0a", "alice", true, true, false)]
    [InlineData("LAB", "alice\0a", false, false, false)]
    [InlineData("LAB", "alice", true, false, false)]    // gss-ntlmssp reads it as the challenge says
    [InlineData("LAB", "alice", false, true, false)]
    public void A_proof_names_its_user_in_one_way_only(string domain, string user, bool isUnicode, bool isChallengeUnicode, bool isUnambiguous) =>
        Assert.Equal(isUnambiguous, NtlmMessage.IsUnambiguous(Proof(domain, user, isUnicode), isChallengeUnicode));

    [Fact]
    public void A_proof_whose_names_cannot_be_read_is_no_proof()
    {
        Assert.False(NtlmMessage.IsUnambiguous(Proof("LAB", new string('a', 300), isUnicode: true), isUnicode: true)); // longer than a name is
        Assert.False(NtlmMessage.IsUnambiguous(Proof("LAB", "alice", isUnicode: true)[..^1], isUnicode: true));
        Assert.False(NtlmMessage.IsUnambiguous("NTLMSSP\0\u0003\0\0\0"u8, isUnicode: true));
    }

    [Fact]
    public void A_challenge_tells_its_encoding()
    {
        byte[] challenge = [.. "NTLMSSP\0\u0002\0\0\0"u8, .. new byte[8], 1, 0, 0, 0];
        Assert.True(NtlmMessage.IsChallengeUnicode([0x60, .. challenge])); // within SPNEGO
        challenge[20] = 2;
        Assert.False(NtlmMessage.IsChallengeUnicode(challenge));
        Assert.Null(NtlmMessage.IsChallengeUnicode(challenge.AsSpan(0, 23)));
    }

    [Fact]
    public void A_short_hello_is_filled_up_without_its_names()
    {
        byte[] hello = Convert.FromBase64String("TlRMTVNTUAABAAAAA7IAAAMAAwAiAAAAAgACACAAAABQQ0xBQg==");

        byte[] whole = NtlmMessage.Complete(hello);

        Assert.Equal(40, whole.Length);
        Assert.Equal([0x03, 0x82, 0, 0], whole[12..16]); // both names were announced
        Assert.All(whole[16..], octet => Assert.Equal(0, octet));
        Assert.Same(whole, NtlmMessage.Complete(whole));
        byte[] torn = hello[..15];
        Assert.Same(torn, NtlmMessage.Complete(torn));
    }

    [Fact]
    public void A_proof_without_room_for_a_version_gets_it_and_says_the_same()
    {
        byte[] user = "alice"u8.ToArray(), domain = "LAB"u8.ToArray(), response = [1, 2, 3, 4];
        byte[] proof = [.. "NTLMSSP\0\u0003\0\0\0"u8, .. new byte[52], .. response, .. domain, .. user];
        foreach ((int at, int length, int offset) in ((int, int, int)[])[(20, 4, 64), (28, 3, 68), (36, 5, 71), (44, 0, 0)])
        {
            proof[at] = proof[at + 2] = (byte)length;
            proof[at + 4] = (byte)offset;
        }

        byte[] roomy = NtlmMessage.Complete(proof);

        Assert.Equal(proof.Length + 8, roomy.Length);
        Assert.Equal(@"LAB\alice", NtlmMessage.NameIn(roomy));
        Assert.Equal((byte)72, roomy[24]);
        Assert.Equal(response, roomy[72..76]);
        Assert.Equal((byte)0, roomy[48]); // what isn't there is nowhere
        Assert.Same(roomy, NtlmMessage.Complete(roomy));
        byte[] torn = proof[..64];
        Assert.Same(torn, NtlmMessage.Complete(torn));
    }

    [Fact]
    public void Names_are_read_from_proofs_and_from_nothing_else()
    {
        byte[] domain = Encoding.Unicode.GetBytes("LAB"), user = Encoding.Unicode.GetBytes("alice");
        byte[] proof = [.. "NTLMSSP\0\u0003\0\0\0"u8, .. new byte[52], .. domain, .. user];
        proof[28] = (byte)domain.Length;
        proof[32] = 64;
        proof[36] = (byte)user.Length;
        proof[40] = (byte)(64 + domain.Length);
        proof[60] = 1;

        Assert.Equal(@"LAB\alice", NtlmMessage.NameIn(proof));
        Assert.Equal(@"LAB\alice", NtlmMessage.NameIn([0x60, 0x82, .. proof])); // in SPNEGO
        Assert.Null(NtlmMessage.NameIn(NtlmMessage.Negotiate));
        for (int length = 0; length < proof.Length; length++)
        {
            Assert.Null(NtlmMessage.NameIn(proof.AsSpan(0, length)));
        }

        proof[43] = 0xff; // an offset of four milliards
        Assert.Null(NtlmMessage.NameIn(proof));
    }

    /// <summary>An authenticate message ([MS-NLMP] 2.2.1.3) with names and without responses.</summary>
    internal static byte[] Proof(string domain, string user, bool isUnicode)
    {
        Encoding encoding = isUnicode ? Encoding.Unicode : Encoding.Latin1;
        byte[] domainName = encoding.GetBytes(domain), userName = encoding.GetBytes(user);
        byte[] header = [.. "NTLMSSP\0\u0003\0\0\0"u8, .. new byte[52]];
        header[60] = (byte)(isUnicode ? 1 : 2);
        Put(28, domainName, header.Length);
        Put(36, userName, header.Length + domainName.Length);
        return [.. header, .. domainName, .. userName];

        void Put(int at, byte[] name, int offset)
        {
            BitConverter.TryWriteBytes(header.AsSpan(at), (ushort)name.Length);
            BitConverter.TryWriteBytes(header.AsSpan(at + 4), offset);
        }
    }
}
