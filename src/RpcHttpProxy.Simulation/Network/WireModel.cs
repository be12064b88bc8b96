using RpcHttpProxy.Simulation.Clockwork;

namespace RpcHttpProxy.Simulation.Network;

/// <summary>How the wires of a run behave.</summary>
/// <param name="Latency">The most that a piece takes, in microseconds.</param>
/// <param name="Capacity">Bytes that buffers between writer and reader take.</param>
/// <param name="SplitOneIn">How often what was written is cut into pieces: once in so many times.</param>
internal sealed record WireModel(int Latency, int Capacity, int SplitOneIn)
{
    // So small that headers are cut.
    private const int Sliver = 24;

    /// <summary>How many of <paramref name="length"/> bytes travel together.</summary>
    public int Piece(SeededRandom dice, int length) => !dice.OneIn(SplitOneIn) ? length
        : dice.OneIn(2) ? dice.Between(1, Math.Min(Sliver, length))
        : dice.Between(1, length);
}
