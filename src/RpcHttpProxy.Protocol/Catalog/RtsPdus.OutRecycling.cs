using Kind = RpcHttpProxy.Protocol.RtsPduKind;

namespace RpcHttpProxy.Protocol;

public static partial class RtsPdus
{
    /// <summary>OUT_R1/A1: server to outbound proxy, for the client: recycle OUT (2.2.4.23).</summary>
    public static RtsPdu OUT_R1_A1() => Make(Kind.OUT_R1_A1, _toClient);

    /// <summary>OUT_R1/A2: outbound proxy to client, OUT_R1/A1 forwarded (2.2.4.24).</summary>
    public static RtsPdu OUT_R1_A2() => Make(Kind.OUT_R1_A2, _toClient);

    /// <summary>OUT_R1/A3: client to successor outbound proxy, on the successor OUT channel (2.2.4.25).</summary>
    public static RtsPdu OUT_R1_A3(RtsCookie virtualConnection, RtsCookie predecessor, RtsCookie successor, uint receiveWindowSize) =>
        Make(Kind.OUT_R1_A3, _version, Cookie(virtualConnection), Cookie(predecessor), Cookie(successor), Window(receiveWindowSize));

    /// <summary>OUT_R1/A4: successor outbound proxy to server (2.2.4.26).</summary>
    public static RtsPdu OUT_R1_A4(
        RtsCookie virtualConnection, RtsCookie predecessor, RtsCookie successor, uint channelLifetime,
        uint receiveWindowSize, uint connectionTimeout) =>
        Make(Kind.OUT_R1_A4,
            _version, Cookie(virtualConnection), Cookie(predecessor), Cookie(successor),
            Lifetime(channelLifetime), Window(receiveWindowSize), Timeout(connectionTimeout));

    /// <summary>OUT_R1/A5: server to predecessor outbound proxy, for the client (2.2.4.27).</summary>
    public static RtsPdu OUT_R1_A5(uint connectionTimeout) => Make(Kind.OUT_R1_A5, _toClient, _version, Timeout(connectionTimeout));

    /// <summary>OUT_R1/A6: predecessor outbound proxy to client, OUT_R1/A5 forwarded (2.2.4.28).</summary>
    public static RtsPdu OUT_R1_A6(uint connectionTimeout) => Make(Kind.OUT_R1_A6, _toClient, _version, Timeout(connectionTimeout));

    /// <summary>OUT_R1/A7: client to inbound proxy, for the server (2.2.4.29).</summary>
    public static RtsPdu OUT_R1_A7(RtsCookie successor) => Make(Kind.OUT_R1_A7, _toServer, Cookie(successor));

    /// <summary>OUT_R1/A8: inbound proxy to server, OUT_R1/A7 forwarded (2.2.4.30).</summary>
    public static RtsPdu OUT_R1_A8(RtsCookie successor) => Make(Kind.OUT_R1_A8, _toServer, Cookie(successor));

    /// <summary>OUT_R1/A9: server to predecessor outbound proxy (2.2.4.31).</summary>
    public static RtsPdu OUT_R1_A9() => Make(Kind.OUT_R1_A9, _ance);

    /// <summary>OUT_R1/A10: predecessor outbound proxy to client, behind all its RPC PDUs (2.2.4.32).</summary>
    public static RtsPdu OUT_R1_A10() => Make(Kind.OUT_R1_A10, _ance);

    /// <summary>OUT_R1/A11: client to successor outbound proxy (2.2.4.33).</summary>
    public static RtsPdu OUT_R1_A11() => Make(Kind.OUT_R1_A11, _ance);

    /// <summary>OUT_R2/A1: server to outbound proxy, for the client: recycle OUT (2.2.4.34).</summary>
    public static RtsPdu OUT_R2_A1() => Make(Kind.OUT_R2_A1, _toClient);

    /// <summary>OUT_R2/A2: outbound proxy to client, OUT_R2/A1 forwarded (2.2.4.35).</summary>
    public static RtsPdu OUT_R2_A2() => Make(Kind.OUT_R2_A2, _toClient);

    /// <summary>OUT_R2/A3: client to the same outbound proxy, on the successor OUT channel (2.2.4.36).</summary>
    public static RtsPdu OUT_R2_A3(RtsCookie virtualConnection, RtsCookie predecessor, RtsCookie successor, uint receiveWindowSize) =>
        Make(Kind.OUT_R2_A3, _version, Cookie(virtualConnection), Cookie(predecessor), Cookie(successor), Window(receiveWindowSize));

    /// <summary>OUT_R2/A4: outbound proxy to server (2.2.4.37).</summary>
    public static RtsPdu OUT_R2_A4(RtsCookie successor) => Make(Kind.OUT_R2_A4, Cookie(successor));

    /// <summary>OUT_R2/A5: server to outbound proxy, for the client (2.2.4.38).</summary>
    public static RtsPdu OUT_R2_A5() => Make(Kind.OUT_R2_A5, _toClient, _ance);

    /// <summary>OUT_R2/A6: outbound proxy to client, OUT_R2/A5 forwarded (2.2.4.39).</summary>
    public static RtsPdu OUT_R2_A6() => Make(Kind.OUT_R2_A6, _toClient, _ance);

    /// <summary>OUT_R2/A7: client to inbound proxy, for the server; with a Version (2.2.4.40).</summary>
    public static RtsPdu OUT_R2_A7(RtsCookie successor) => Make(Kind.OUT_R2_A7, _toServer, Cookie(successor), _version);

    /// <summary>OUT_R2/A8: inbound proxy to server; without a Version (2.2.4.41).</summary>
    public static RtsPdu OUT_R2_A8(RtsCookie successor) => Make(Kind.OUT_R2_A8, _toServer, Cookie(successor));

    /// <summary>OUT_R2/B1: server to outbound proxy, the successor stands (2.2.4.42).</summary>
    public static RtsPdu OUT_R2_B1() => Make(Kind.OUT_R2_B1, _ance);

    /// <summary>OUT_R2/B2: server to outbound proxy, there is no successor (2.2.4.43).</summary>
    public static RtsPdu OUT_R2_B2() => Make(Kind.OUT_R2_B2, _negativeAnce);

    /// <summary>OUT_R2/B3: outbound proxy to client, the last on the predecessor (2.2.4.44).</summary>
    public static RtsPdu OUT_R2_B3() => Make(Kind.OUT_R2_B3, _ance);

    /// <summary>OUT_R2/C1: client to outbound proxy, on the successor, in the form as long as OUT_R1/A11 (2.2.4.45).</summary>
    public static RtsPdu OUT_R2_C1() => Make(Kind.OUT_R2_C1, _empty);

    /// <summary>OUT_R2/C1 with a Padding command of that many bytes, 0 to 65 507 so that frag_length can hold it (2.2.4.45).</summary>
    public static RtsPdu OUT_R2_C1(int paddingLength)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(paddingLength);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(paddingLength, MaxPaddingLength);
        return Make(Kind.OUT_R2_C1, new PaddingCommand(paddingLength));
    }
}
