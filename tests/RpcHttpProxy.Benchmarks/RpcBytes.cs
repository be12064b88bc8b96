using System.Buffers.Binary;

namespace RpcHttpProxy.Benchmarks;

/// <summary>RPC PDUs as they stream: requests of 5,840 bytes ([C706] 12.6.4.9), whose stub is nothing.</summary>
internal static class RpcBytes
{
    /// <summary>The usual fragment of Windows and Samba.</summary>
    public const int PduLength = 5840;

    /// <summary>So many PDUs, one behind the other.</summary>
    public static byte[] Pdus(int count)
    {
        byte[] bytes = new byte[count * PduLength];
        for (int at = 0; at < bytes.Length; at += PduLength)
        {
            bytes[at] = 5; // rpc_vers
            bytes[at + 4] = 0x10; // little-endian
            BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(at + 8), PduLength);
        }

        return bytes;
    }
}
