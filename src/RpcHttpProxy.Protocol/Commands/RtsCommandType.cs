namespace RpcHttpProxy.Protocol;

/// <summary>The CommandType field that starts each RTS command (2.2.3.5).</summary>
public enum RtsCommandType : uint
{
    ReceiveWindowSize = 0x0,
    FlowControlAck = 0x1,
    ConnectionTimeout = 0x2,
    Cookie = 0x3,
    ChannelLifetime = 0x4,
    ClientKeepalive = 0x5,
    Version = 0x6,
    Empty = 0x7,
    Padding = 0x8,
    NegativeANCE = 0x9,
    ANCE = 0xA,
    ClientAddress = 0xB,
    AssociationGroupId = 0xC,
    Destination = 0xD,
    PingTrafficSentNotify = 0xE,
}
