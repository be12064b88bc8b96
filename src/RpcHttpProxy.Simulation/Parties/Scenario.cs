using RpcHttpProxy.Core.VirtualConnections;
using RpcHttpProxy.Simulation.Clockwork;
using RpcHttpProxy.Simulation.Network;

namespace RpcHttpProxy.Simulation.Parties;

/// <summary>What a seed stands for: sizes, delays, and what goes wrong.</summary>
internal sealed record Scenario
{
    /* Bytes of lifetime: the least that 2.1.2.1.1 and 2.1.2.1.4 allow. */
    private const uint LeastLifetime = 131_072;

    /* The most that the options allow: many recyclings in little time. */
    private const uint MuchReserve = 32_768;

    public required ulong Seed { get; init; }

    /// <summary>Something breaks, at some moment.</summary>
    public required bool HasFaults { get; init; }

    /// <summary>A hostile peer is there, too.</summary>
    public required bool IsHostilePresent { get; init; }

    /// <summary>Where something breaks for the first client, if it does; null when that is after so many writes, whatever the states.</summary>
    public required FaultTarget? AliceTarget { get; init; }

    /// <summary>The same for the second client.</summary>
    public required FaultTarget? BobTarget { get; init; }

    /// <summary>The same for the hostile peer's own connection.</summary>
    public required FaultTarget? JudasTarget { get; init; }

    /// <summary>What the hostile peer does to its own connection besides.</summary>
    public required ByzantineBehavior ByzantineBehavior { get; init; }

    public required WireModel Model { get; init; }

    /// <summary>Bytes that each program gives to its role.</summary>
    public required int Volume { get; init; }

    /// <summary>The longest RPC PDU.</summary>
    public required int MaxPduLength { get; init; }

    /// <summary>
    /// Most PDUs are as long as they may be, as fragments of long requests are. With long ones a channel carries but one or two, and its
    /// successor is full as soon as it is the default: the server asks for the next one before the client has that one.
    /// </summary>
    public required bool AreFragmentsFull { get; init; }

    public required uint ClientWindow { get; init; }

    public required uint ProxyWindow { get; init; }

    public required uint ServerWindow { get; init; }

    public required uint InLifetime { get; init; }

    public required uint OutLifetime { get; init; }

    /// <summary>How much of a channel's lifetime is left when it is recycled; much of it makes for many recyclings in little time.</summary>
    public required uint InReserve { get; init; }

    public required uint OutReserve { get; init; }

    /// <summary>What a client says on its OUT channel requests takes long to come: OUT_R2/B1 may be there before OUT_R2/C1.</summary>
    public required bool HasSlowOutRequests { get; init; }

    /// <summary>The most that a program takes to read what was delivered, in microseconds.</summary>
    public required int Slowness { get; init; }

    /// <summary>Everything about a seed's run. Where it has an aim, sizes and delays are such that the connection is likely to come there.</summary>
    public static Scenario Of(ulong seed)
    {
        SeededRandom dice = SeededRandom.For(seed, "scenario");
        bool hasFaults = dice.OneIn(2);
        bool isHostilePresent = dice.OneIn(2);
        ByzantineBehavior treason = dice.Of(
            ByzantineBehavior.Lies, ByzantineBehavior.Lies, ByzantineBehavior.Forges, ByzantineBehavior.Forges, ByzantineBehavior.Strikes, ByzantineBehavior.Strikes, ByzantineBehavior.Strikes, ByzantineBehavior.Strikes);
        FaultTarget? alice = HonestTarget(dice, seed);
        FaultTarget? bob = HonestTarget(dice, seed / 2);
        FaultTarget? judas = treason == ByzantineBehavior.Strikes ? TargetAt(dice, seed, CloseTrigger.PROTOCOL_ERROR) : HonestTarget(dice, seed);
        FaultTarget?[] aims = [hasFaults ? alice : null, hasFaults ? bob : null, isHostilePresent ? judas : null];
        bool recycles = aims.Any(aim => aim?.IsInRecycling == true) || (isHostilePresent && treason == ByzantineBehavior.Forges);
        bool drains = aims.Any(aim => aim?.IsInDraining == true); // A proxy is given much, and passes it on slowly.
        uint[] windows = [8_192, 8_192, 12_345, 16_384, 65_536, 65_536, 131_072];
        return new Scenario
        {
            Seed = seed,
            HasFaults = hasFaults,
            IsHostilePresent = isHostilePresent,
            AliceTarget = alice,
            BobTarget = bob,
            JudasTarget = judas,
            ByzantineBehavior = treason,
            Model = new WireModel(dice.Of(1, 200, 5_000, 50_000), drains ? 2_000 : dice.Of(2_000, 20_000, 131_072), dice.Of(1, 2, 4, 16)),
            MaxPduLength = drains ? dice.Of(2_000, 5_840, 12_000, 60_000) : dice.Of(300, 2_000, 5_840, 5_840, 12_000, 40_000, 60_000, 60_000),
            AreFragmentsFull = dice.OneIn(2),
            ClientWindow = drains ? windows[0] : dice.Of<uint>(windows),
            ProxyWindow = drains ? windows[^1] : dice.Of<uint>(windows),
            ServerWindow = drains ? windows[0] : dice.Of<uint>(windows),
            InLifetime = Lifetime(dice),
            OutLifetime = Lifetime(dice),
            InReserve = recycles ? MuchReserve : dice.Of<uint>(4_096, 16_000, MuchReserve, MuchReserve),
            OutReserve = recycles ? MuchReserve : dice.Of<uint>(8_192, 16_000, MuchReserve, MuchReserve),
            Volume = recycles ? 300_000 : dice.Of(20_000, 80_000, 160_000, 300_000),
            Slowness = drains ? 50_000 : dice.Of(0, 100, 5_000),
            HasSlowOutRequests = dice.OneIn(2) || aims.Any(aim => aim?.IsBeforeC1 == true),
        };
    }

    private static uint Lifetime(SeededRandom dice) => LeastLifetime + (uint)(dice.OneIn(2) ? 0 : dice.Between(0, 30_000));

    /// <summary>What may happen to anybody: processes end, networks break.</summary>
    private static FaultTarget? HonestTarget(SeededRandom dice, ulong turn) => dice.OneIn(6) ? null : TargetAt(dice, turn, dice.Of(CloseTrigger.CONN_CLOSE, CloseTrigger.CONN_ERROR));

    private static FaultTarget TargetAt(SeededRandom dice, ulong turn, CloseTrigger ending) => dice.OneIn(4) ? FaultTarget.AtOpening(turn, ending) : FaultTarget.AtRecycling(turn, ending);
}
