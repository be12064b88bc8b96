using System.Buffers.Binary;

namespace RpcHttpProxy.Simulation.Clockwork;

/// <summary>A running 64-bit hash of a transcript: equal for equal runs, in any process.</summary>
internal sealed class Fingerprint
{
    private ulong _hash = 0xCBF29CE484222325;

    public ulong Value => _hash;

    public void Add(ulong value) => _hash = ulong.RotateLeft((_hash ^ value) * 0x9E3779B97F4A7C15, 29);

    public void Add(ReadOnlySpan<byte> bytes)
    {
        Add((ulong)bytes.Length);
        while (bytes.Length >= sizeof(ulong))
        {
            Add(BinaryPrimitives.ReadUInt64LittleEndian(bytes));
            bytes = bytes[sizeof(ulong)..];
        }

        foreach (byte b in bytes)
        {
            Add(b);
        }
    }
}
