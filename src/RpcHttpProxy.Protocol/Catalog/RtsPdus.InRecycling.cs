using Kind = RpcHttpProxy.Protocol.RtsPduKind;

namespace RpcHttpProxy.Protocol;

public static partial class RtsPdus
{
    /// <summary>IN_R1/A1: client to successor inbound proxy, on the successor IN channel (2.2.4.10).</summary>
    public static RtsPdu IN_R1_A1(RtsCookie virtualConnection, RtsCookie predecessor, RtsCookie successor) =>
        Make(Kind.IN_R1_A1, _version, Cookie(virtualConnection), Cookie(predecessor), Cookie(successor));

    /// <summary>IN_R1/A2: successor inbound proxy to server (2.2.4.11).</summary>
    public static RtsPdu IN_R1_A2(
        RtsCookie virtualConnection, RtsCookie predecessor, RtsCookie successor, uint receiveWindowSize, uint connectionTimeout) =>
        Make(Kind.IN_R1_A2,
            _version, Cookie(virtualConnection), Cookie(predecessor),
            Cookie(successor), Window(receiveWindowSize), Timeout(connectionTimeout));

    /// <summary>IN_R1/A3: server to outbound proxy, for the client (2.2.4.12).</summary>
    public static RtsPdu IN_R1_A3(uint receiveWindowSize, uint connectionTimeout) =>
        Make(Kind.IN_R1_A3, _toClient, _version, Window(receiveWindowSize), Timeout(connectionTimeout));

    /// <summary>IN_R1/A4: outbound proxy to client, IN_R1/A3 forwarded (2.2.4.13).</summary>
    public static RtsPdu IN_R1_A4(uint receiveWindowSize, uint connectionTimeout) =>
        Make(Kind.IN_R1_A4, _toClient, _version, Window(receiveWindowSize), Timeout(connectionTimeout));

    /// <summary>IN_R1/A5: client to predecessor inbound proxy, the last on the predecessor (2.2.4.14).</summary>
    public static RtsPdu IN_R1_A5(RtsCookie successor) => Make(Kind.IN_R1_A5, Cookie(successor));

    /// <summary>IN_R1/A6: predecessor inbound proxy to server (2.2.4.15).</summary>
    public static RtsPdu IN_R1_A6(RtsCookie successor) => Make(Kind.IN_R1_A6, Cookie(successor));

    /// <summary>IN_R1/B1: predecessor inbound proxy to server, behind all its RPC PDUs (2.2.4.16).</summary>
    public static RtsPdu IN_R1_B1() => Make(Kind.IN_R1_B1, _empty);

    /// <summary>IN_R1/B2: server to successor inbound proxy, its window (2.2.4.17).</summary>
    public static RtsPdu IN_R1_B2(uint receiveWindowSize) => Make(Kind.IN_R1_B2, Window(receiveWindowSize));

    /// <summary>IN_R2/A1: client to the same inbound proxy, on the successor IN channel (2.2.4.18).</summary>
    public static RtsPdu IN_R2_A1(RtsCookie virtualConnection, RtsCookie predecessor, RtsCookie successor) =>
        Make(Kind.IN_R2_A1, _version, Cookie(virtualConnection), Cookie(predecessor), Cookie(successor));

    /// <summary>IN_R2/A2: inbound proxy to server (2.2.4.19).</summary>
    public static RtsPdu IN_R2_A2(RtsCookie successor) => Make(Kind.IN_R2_A2, Cookie(successor));

    /// <summary>IN_R2/A3: server to outbound proxy, for the client (2.2.4.20).</summary>
    public static RtsPdu IN_R2_A3() => Make(Kind.IN_R2_A3, _toClient);

    /// <summary>IN_R2/A4: outbound proxy to client, IN_R2/A3 forwarded (2.2.4.21).</summary>
    public static RtsPdu IN_R2_A4() => Make(Kind.IN_R2_A4, _toClient);

    /// <summary>IN_R2/A5: client to inbound proxy, the last on the predecessor (2.2.4.22).</summary>
    public static RtsPdu IN_R2_A5(RtsCookie successor) => Make(Kind.IN_R2_A5, Cookie(successor));
}
