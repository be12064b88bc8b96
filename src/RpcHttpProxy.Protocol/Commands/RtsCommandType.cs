namespace RpcHttpProxy.Protocol;

/// <summary>The CommandType field that starts each RTS command (2.2.3.5).</summary>
public enum RtsCommandType : uint
{
    ReceiveWindowSize = 0x0,                                // [rpch 2.2.3.5.1/1] its number
    FlowControlAck = 0x1,                                   // [rpch 2.2.3.5.2/1] its number
    ConnectionTimeout = 0x2,                                // [rpch 2.2.3.5.3/1] its number
    Cookie = 0x3,                                           // [rpch 2.2.3.5.4/1] its number
    ChannelLifetime = 0x4,                                  // [rpch 2.2.3.5.5/1] its number
    ClientKeepalive = 0x5,                                  // [rpch 2.2.3.5.6/1] its number
    Version = 0x6,                                          // [rpch 2.2.3.5.7/2] its number
    Empty = 0x7,                                            // [rpch 2.2.3.5.8/1] its number
    Padding = 0x8,                                          // [rpch 2.2.3.5.9/1] its number
    NegativeANCE = 0x9,                                     // [rpch 2.2.3.5.10/1] its number
    ANCE = 0xA,                                             // [rpch 2.2.3.5.11/1] its number
    ClientAddress = 0xB,                                    // [rpch 2.2.3.5.12/2] its number
    AssociationGroupId = 0xC,                               // [rpch 2.2.3.5.13/2] its number
    Destination = 0xD,                                      // [rpch 2.2.3.5.14/2] its number
    PingTrafficSentNotify = 0xE,                            // [rpch 2.2.3.5.15/1] its number
}
