using System.Net;

namespace RpcHttpProxy.Protocol.Tests;

/// <summary>The values that the golden vectors carry; each differs from the others, so that a swap shows.</summary>
internal static class Sample
{
    public static readonly RtsCookie VirtualConnection = Cookie(0x10);
    public static readonly RtsCookie OutChannel = Cookie(0x20);
    public static readonly RtsCookie InChannel = Cookie(0x30);
    public static readonly RtsCookie Predecessor = Cookie(0x40);
    public static readonly RtsCookie Successor = Cookie(0x50);
    public static readonly RtsCookie AssociationGroup = Cookie(0x60);

    public const uint Window = 81_920;
    public const uint ConnectionTimeout = 900_000;
    public const uint Lifetime = 0x4000_0000;
    public const uint Keepalive = 300_000;
    public const uint PingTraffic = 1_040;

    public static readonly IPAddress IPv4 = IPAddress.Parse("10.1.2.3");
    public static readonly IPAddress IPv6 = IPAddress.Parse("2001:db8::1:2:3");
    public static readonly FlowControlAcknowledgment Ack = new(123_456, 45_678, OutChannel);

    /// <summary>Sixteen bytes counting up from the first.</summary>
    private static RtsCookie Cookie(byte first) => RtsCookie.Read([.. Enumerable.Range(first, RtsCookie.Length).Select(b => (byte)b)]);
}
