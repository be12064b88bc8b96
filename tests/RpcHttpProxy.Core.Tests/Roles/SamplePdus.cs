using System.Net;
using RpcHttpProxy.Protocol;

namespace RpcHttpProxy.Core.Tests.Roles;

/// <summary>One valid instance of every RTS PDU, and the cookies they all speak of.</summary>
internal static class SamplePdus
{
    public const uint Window = 65_536;
    public const uint Timeout = 900_000;
    public const uint Lifetime = 1 << 30;
    public const uint Keepalive = 300_000;

    public static RtsCookie Connection { get; } = CookieOf(1);

    public static RtsCookie In { get; } = CookieOf(2);

    public static RtsCookie Out { get; } = CookieOf(3);

    public static RtsCookie Group { get; } = CookieOf(4);

    public static RtsCookie Successor { get; } = CookieOf(5);

    public static IPAddress Client { get; } = IPAddress.Parse("10.1.2.3");

    public static FlowControlAcknowledgment Ack { get; } = new(40_000, Window, In);

    /// <summary>A cookie that a test can recognize by its last digits.</summary>
    public static RtsCookie CookieOf(int number) =>
        RtsCookie.TryParse($"00000000-0000-0000-0000-{number:x12}", out RtsCookie cookie)
            ? cookie
            : throw new FormatException($"{number} makes no cookie.");

    /// <summary>What a client names its channels: <see cref="In"/>, <see cref="Out"/>, <see cref="Successor"/>, and on from there.</summary>
    public static Func<RtsCookie> ChannelCookies()
    {
        int next = 2;
        return () => CookieOf(next == 4 ? (next = 6) - 1 : next++);
    }

    /// <summary>The PDU of this kind, as its receiver would decode it.</summary>
    public static RtsPdu Of(RtsPduKind kind) => kind switch
    {
        RtsPduKind.CONN_A1 => RtsPdus.CONN_A1(Connection, Out, Window),
        RtsPduKind.CONN_A2 => RtsPdus.CONN_A2(Connection, Out, Lifetime, Window),
        RtsPduKind.CONN_A3 => RtsPdus.CONN_A3(Timeout),
        RtsPduKind.CONN_B1 => RtsPdus.CONN_B1(Connection, In, Lifetime, Keepalive, Group),
        RtsPduKind.CONN_B2 => RtsPdus.CONN_B2(Connection, In, Window, Timeout, Group, Client),
        RtsPduKind.CONN_B3 => RtsPdus.CONN_B3(Window),
        RtsPduKind.CONN_C1 => RtsPdus.CONN_C1(Window, Timeout),
        RtsPduKind.CONN_C2 => RtsPdus.CONN_C2(Window, Timeout),
        RtsPduKind.IN_R1_A1 => RtsPdus.IN_R1_A1(Connection, In, Successor),
        RtsPduKind.IN_R1_A2 => RtsPdus.IN_R1_A2(Connection, In, Successor, Window, Timeout),
        RtsPduKind.IN_R1_A3 => RtsPdus.IN_R1_A3(Window, Timeout),
        RtsPduKind.IN_R1_A4 => RtsPdus.IN_R1_A4(Window, Timeout),
        RtsPduKind.IN_R1_A5 => RtsPdus.IN_R1_A5(Successor),
        RtsPduKind.IN_R1_A6 => RtsPdus.IN_R1_A6(Successor),
        RtsPduKind.IN_R1_B1 => RtsPdus.IN_R1_B1(),
        RtsPduKind.IN_R1_B2 => RtsPdus.IN_R1_B2(Window),
        RtsPduKind.IN_R2_A1 => RtsPdus.IN_R2_A1(Connection, In, Successor),
        RtsPduKind.IN_R2_A2 => RtsPdus.IN_R2_A2(Successor),
        RtsPduKind.IN_R2_A3 => RtsPdus.IN_R2_A3(),
        RtsPduKind.IN_R2_A4 => RtsPdus.IN_R2_A4(),
        RtsPduKind.IN_R2_A5 => RtsPdus.IN_R2_A5(Successor),
        RtsPduKind.OUT_R1_A1 => RtsPdus.OUT_R1_A1(),
        RtsPduKind.OUT_R1_A2 => RtsPdus.OUT_R1_A2(),
        RtsPduKind.OUT_R1_A3 => RtsPdus.OUT_R1_A3(Connection, Out, Successor, Window),
        RtsPduKind.OUT_R1_A4 => RtsPdus.OUT_R1_A4(Connection, Out, Successor, Lifetime, Window, Timeout),
        RtsPduKind.OUT_R1_A5 => RtsPdus.OUT_R1_A5(Timeout),
        RtsPduKind.OUT_R1_A6 => RtsPdus.OUT_R1_A6(Timeout),
        RtsPduKind.OUT_R1_A7 => RtsPdus.OUT_R1_A7(Successor),
        RtsPduKind.OUT_R1_A8 => RtsPdus.OUT_R1_A8(Successor),
        RtsPduKind.OUT_R1_A9 => RtsPdus.OUT_R1_A9(),
        RtsPduKind.OUT_R1_A10 => RtsPdus.OUT_R1_A10(),
        RtsPduKind.OUT_R1_A11 => RtsPdus.OUT_R1_A11(),
        RtsPduKind.OUT_R2_A1 => RtsPdus.OUT_R2_A1(),
        RtsPduKind.OUT_R2_A2 => RtsPdus.OUT_R2_A2(),
        RtsPduKind.OUT_R2_A3 => RtsPdus.OUT_R2_A3(Connection, Out, Successor, Window),
        RtsPduKind.OUT_R2_A4 => RtsPdus.OUT_R2_A4(Successor),
        RtsPduKind.OUT_R2_A5 => RtsPdus.OUT_R2_A5(),
        RtsPduKind.OUT_R2_A6 => RtsPdus.OUT_R2_A6(),
        RtsPduKind.OUT_R2_A7 => RtsPdus.OUT_R2_A7(Successor),
        RtsPduKind.OUT_R2_A8 => RtsPdus.OUT_R2_A8(Successor),
        RtsPduKind.OUT_R2_B1 => RtsPdus.OUT_R2_B1(),
        RtsPduKind.OUT_R2_B2 => RtsPdus.OUT_R2_B2(),
        RtsPduKind.OUT_R2_B3 => RtsPdus.OUT_R2_B3(),
        RtsPduKind.OUT_R2_C1 => RtsPdus.OUT_R2_C1(),
        RtsPduKind.KeepAlive => RtsPdus.KeepAlive(Keepalive),
        RtsPduKind.PingTrafficSentNotify => RtsPdus.PingTrafficSentNotify(1_040),
        RtsPduKind.Echo => RtsPdus.Echo(),
        RtsPduKind.Ping => RtsPdus.Ping(),
        RtsPduKind.FlowControlAck => RtsPdus.FlowControlAck(Ack),
        RtsPduKind.FlowControlAckWithDestination => AckFor(ForwardDestination.FDOutProxy),
        _ => throw new ArgumentOutOfRangeException(nameof(kind), kind, "no sample of this kind"),
    };

    /// <summary>What a client acknowledges to the outbound proxy is the OUT channel; everything else the IN channel.</summary>
    public static RtsPdu AckFor(ForwardDestination destination) => RtsPdus.FlowControlAckWithDestination(
        destination, new FlowControlAcknowledgment(40_000, Window, destination == ForwardDestination.FDOutProxy ? Out : In));

    /// <summary>Every kind once, and an acknowledgment for each destination.</summary>
    public static IEnumerable<(string Label, RtsPdu Pdu)> All()
    {
        foreach (RtsPduKind kind in Enum.GetValues<RtsPduKind>())
        {
            if (kind != RtsPduKind.FlowControlAckWithDestination)
            {
                yield return (kind.ToString(), Of(kind));
            }
        }

        foreach (ForwardDestination destination in Enum.GetValues<ForwardDestination>())
        {
            yield return ($"FlowControlAck for {destination}", AckFor(destination));
        }
    }
}
