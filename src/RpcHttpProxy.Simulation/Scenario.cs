using RpcHttpProxy.Simulation.Clockwork;
using RpcHttpProxy.Simulation.Wires;

namespace RpcHttpProxy.Simulation;

/// <summary>What a seed stands for: sizes, delays, and what goes wrong.</summary>
internal sealed record Scenario
{
    /* Bytes of lifetime: the least that 2.1.2.1.1 and 2.1.2.1.4 allow. */
    private const int LeastLifetime = 131_072;

    /* The most that the options allow: many recyclings in little time. */
    private const uint MuchReserve = 32_768;

    public required ulong Seed { get; init; }

    /// <summary>Something breaks, at some moment.</summary>
    public required bool HasFaults { get; init; }

    /// <summary>A hostile peer is there, too.</summary>
    public required bool IsHostilePresent { get; init; }

    public required WireManners Manners { get; init; }

    /// <summary>Bytes that each program gives to its role.</summary>
    public required int Volume { get; init; }

    /// <summary>The longest RPC PDU.</summary>
    public required int MaxPduLength { get; init; }

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

    /// <summary>Everything about a seed's run.</summary>
    public static Scenario Of(ulong seed)
    {
        Dice dice = Dice.For(seed, "scenario");
        uint[] windows = [8_192, 8_192, 12_345, 16_384, 65_536, 65_536, 131_072];
        return new Scenario
        {
            Seed = seed,
            HasFaults = dice.OneIn(2),
            IsHostilePresent = dice.OneIn(2),
            Manners = new WireManners(dice.Of(1, 200, 5_000, 50_000), dice.Of(2_000, 20_000, 131_072), dice.Of(1, 2, 4, 16)),
            MaxPduLength = dice.Of(300, 2_000, 5_840, 5_840, 12_000, 40_000),
            ClientWindow = dice.Of<uint>(windows),
            ProxyWindow = dice.Of<uint>(windows),
            ServerWindow = dice.Of<uint>(windows),
            InLifetime = LeastLifetime + (uint)(dice.OneIn(2) ? 0 : dice.Between(0, 30_000)),
            OutLifetime = LeastLifetime + (uint)(dice.OneIn(2) ? 0 : dice.Between(0, 30_000)),
            InReserve = dice.Of<uint>(4_096, 16_000, MuchReserve, MuchReserve),
            OutReserve = dice.Of<uint>(8_192, 16_000, MuchReserve, MuchReserve),
            Volume = dice.Of(20_000, 80_000, 160_000, 300_000),
            Slowness = dice.Of(0, 100, 5_000),
            HasSlowOutRequests = dice.OneIn(4),
        };
    }
}
