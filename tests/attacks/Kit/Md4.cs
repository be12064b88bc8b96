using System.Buffers.Binary;
using System.Numerics;

namespace RpcHttpProxy.Attacks.Tests.Kit;

/// <summary>RFC 1320, which NTLM makes keys of passwords with and .NET leaves out.</summary>
internal static class Md4
{
    private const int BlockLength = 64;

    public static byte[] Hash(ReadOnlySpan<byte> message)
    {
        int padding = BlockLength - ((message.Length + 8) % BlockLength);
        byte[] padded = [.. message, 0x80, .. new byte[padding - 1], .. new byte[8]];
        BinaryPrimitives.WriteUInt64LittleEndian(padded.AsSpan(padded.Length - 8), (ulong)message.Length * 8);

        uint[] state = [0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476];
        for (int at = 0; at < padded.Length; at += BlockLength)
        {
            Mix(state, padded.AsSpan(at, BlockLength));
        }

        byte[] hash = new byte[16];
        for (int i = 0; i < state.Length; i++)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(hash.AsSpan(4 * i), state[i]);
        }

        return hash;
    }

    private static void Mix(uint[] state, ReadOnlySpan<byte> block)
    {
        (uint a, uint b, uint c, uint d) = (state[0], state[1], state[2], state[3]);
        ReadOnlySpan<int> second = [0, 4, 8, 12, 1, 5, 9, 13, 2, 6, 10, 14, 3, 7, 11, 15];
        ReadOnlySpan<int> third = [0, 8, 4, 12, 2, 10, 6, 14, 1, 9, 5, 13, 3, 11, 7, 15];
        ReadOnlySpan<int> rotations = [3, 7, 11, 19, 3, 5, 9, 13, 3, 9, 11, 15];
        for (int step = 0; step < 48; step++)
        {
            int round = step / 16, i = step % 16;
            (uint mixed, int word) = round switch
            {
                0 => ((b & c) | (~b & d), i),
                1 => (((b & c) | (b & d) | (c & d)) + 0x5a827999, second[i]),
                _ => ((b ^ c ^ d) + 0x6ed9eba1, third[i]),
            };
            uint sum = a + mixed + BinaryPrimitives.ReadUInt32LittleEndian(block[(4 * word)..]);
            (a, b, c, d) = (d, BitOperations.RotateLeft(sum, rotations[(4 * round) + (i % 4)]), b, c);
        }

        state[0] += a;
        state[1] += b;
        state[2] += c;
        state[3] += d;
    }
}
