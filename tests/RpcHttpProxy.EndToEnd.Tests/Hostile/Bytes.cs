using RpcHttpProxy.Protocol;
using RpcHttpProxy.TestKit;

namespace RpcHttpProxy.EndToEnd.Tests.Hostile;

/// <summary>Bytes that no peer should send, by a name that a test's table can carry.</summary>
internal static class Bytes
{
    /* The common header ([C706] 12.6.1) of an RPC request: version 5.0, PTYPE 0, little-endian. */
    private const string Request = "0500 00 03 10000000";

    public static byte[] Named(string name) => name switch
    {
        "garbage" => "GET / HTTP/1.1\r\nHost: somewhere\r\n\r\n"u8.ToArray(),
        "undersize frag_length" => Hex.Parse(Request + "0f00 0000 01000000"),
        "frag_length 0" => Hex.Parse(Request + "0000 0000 01000000"),
        "oversize frag_length in the other byte order" => Hex.Parse("0500 00 03 00000000 0010 0000 01000000"),
        "half a PDU" => Hex.Parse(Request + "4000 0000 01000000 aabbccdd"),
        "a whole RPC PDU" => Hex.Parse(Request + "1800 0000 01000000 00000000 00000000"),
        "an RTS PDU with flags that none has" => Changed(RtsPdus.KeepAlive(300_000), at: 16, to: 0xff),
        "an RTS PDU with a command too many" => Changed(RtsPdus.KeepAlive(300_000), at: 18, to: 2),
        "CONN/A1" => RtsPdus.CONN_A1(RtsCookie.CreateRandom(), RtsCookie.CreateRandom(), 65_536).ToArray(),
        "CONN/A3" => RtsPdus.CONN_A3(120_000).ToArray(),
        "CONN/B1" => RtsPdus.CONN_B1(RtsCookie.CreateRandom(), RtsCookie.CreateRandom(), 1 << 30, 300_000, default).ToArray(),
        "CONN/B3" => RtsPdus.CONN_B3(65_536).ToArray(),
        "CONN/C1" => RtsPdus.CONN_C1(65_536, 120_000).ToArray(),
        "Echo" => RtsPdus.Echo().ToArray(),
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, "no such bytes"),
    };

    private static byte[] Changed(RtsPdu pdu, int at, byte to)
    {
        byte[] bytes = pdu.ToArray();
        bytes[at] = to;
        return bytes;
    }
}
