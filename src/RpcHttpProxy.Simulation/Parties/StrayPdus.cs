using RpcHttpProxy.Protocol;
using RpcHttpProxy.Simulation.Clockwork;

namespace RpcHttpProxy.Simulation.Parties;

/// <summary>Well-formed RTS PDUs that have no business where they come, with cookies that nobody has.</summary>
internal static class StrayPdus
{
    private const int MaxWindow = 65_536;

    /// <summary>Any of them.</summary>
    public static RtsPdu Any(SeededRandom dice) => dice.Between(0, 17) switch
    {
        0 => RtsPdus.Ping(),
        1 => RtsPdus.KeepAlive(60_000),
        2 => RtsPdus.FlowControlAck(Acknowledgment(dice)),
        3 or 4 => RtsPdus.FlowControlAckWithDestination(Destination(dice), Acknowledgment(dice)),
        5 => RtsPdus.IN_R2_A5(Party.NewCookie(dice)),
        6 => RtsPdus.IN_R1_B1(),
        7 => RtsPdus.IN_R1_B2(MaxWindow),
        8 => RtsPdus.OUT_R1_A7(Party.NewCookie(dice)),
        9 => RtsPdus.OUT_R2_A7(Party.NewCookie(dice)),
        10 => RtsPdus.OUT_R1_A11(),
        11 => RtsPdus.OUT_R2_C1(),
        12 => RtsPdus.OUT_R2_B3(),
        13 => RtsPdus.OUT_R2_A1(),
        14 => RtsPdus.CONN_B3(MaxWindow),
        15 => RtsPdus.CONN_C1(MaxWindow, 900_000),
        16 => RtsPdus.PingTrafficSentNotify((uint)dice.Between(0, 10_000)),
        _ => RtsPdus.IN_R2_A3(),
    };

    private static FlowControlAcknowledgment Acknowledgment(SeededRandom dice) => new((uint)dice.Next(), (uint)dice.Between(0, MaxWindow), Party.NewCookie(dice));

    private static ForwardDestination Destination(SeededRandom dice) =>
        dice.Of(ForwardDestination.FDClient, ForwardDestination.FDInProxy, ForwardDestination.FDServer, ForwardDestination.FDOutProxy);
}
