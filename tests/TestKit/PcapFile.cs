using System.Buffers.Binary;

namespace RpcHttpProxy.TestKit;

/// <summary>
/// A classic capture of PDUs: each in one TCP segment of a connection of its own, from 127.0.0.1 to port 593 of 127.0.0.2, so that no
/// dissector joins two of them.
/// </summary>
public static class PcapFile
{
    /// <summary>The well-known port of ncacn_http, to which the segments go.</summary>
    public const int ServerPort = 593;

    private const int FirstClientPort = 50_000;
    private const int IPHeaderLength = 20;
    private const int TcpHeaderLength = 20;

    /// <summary>Writes the capture; a PDU must fit into an IP packet with its headers.</summary>
    public static void Write(string path, IReadOnlyList<byte[]> pdus)
    {
        using FileStream file = File.Create(path);
        file.Write(FileHeader());
        for (int i = 0; i < pdus.Count; i++)
        {
            byte[] packet = Packet(pdus[i], (ushort)(FirstClientPort + i));
            file.Write(RecordHeader(i, packet.Length));
            file.Write(packet);
        }
    }

    /* +0 magic(4)  +4 version 2.4(4)  +8 time zone(4)  +12 accuracy(4)  +16 longest packet(4)  +20 link type(4): 101, bare IP */
    private static byte[] FileHeader() => Hex.Parse("d4c3b2a1 0200 0400 00000000 00000000 00000400 65000000");

    /* +0 seconds(4)  +4 microseconds(4)  +8 captured(4)  +12 original(4) */
    private static byte[] RecordHeader(int seconds, int length)
    {
        var header = new byte[16];
        BinaryPrimitives.WriteInt32LittleEndian(header, seconds);
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(8), length);
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(12), length);
        return header;
    }

    private static byte[] Packet(byte[] payload, ushort clientPort)
    {
        byte[] packet = [.. IPHeader(payload.Length), .. TcpHeader(clientPort), .. payload];
        return packet;
    }

    /* IPv4, time to live 64, protocol 6; the checksum stays zero, tshark does not look at it. */
    private static byte[] IPHeader(int payloadLength)
    {
        byte[] header = Hex.Parse("45 00 0000 0001 0000 40 06 0000 7f000001 7f000002");
        BinaryPrimitives.WriteUInt16BigEndian(header.AsSpan(2), (ushort)(IPHeaderLength + TcpHeaderLength + payloadLength));
        return header;
    }

    /* sequence and acknowledgment 1, header of five words, PSH and ACK, full window */
    private static byte[] TcpHeader(ushort clientPort)
    {
        byte[] header = Hex.Parse("0000 0000 00000001 00000001 50 18 ffff 0000 0000");
        BinaryPrimitives.WriteUInt16BigEndian(header, clientPort);
        BinaryPrimitives.WriteUInt16BigEndian(header.AsSpan(2), ServerPort);
        return header;
    }
}
