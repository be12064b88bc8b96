namespace RpcHttpProxy.Attacks.Tests.Kit;

/// <summary>Guesses that wait for their turn, each on a connection of its own; those that still do are given up with it.</summary>
internal sealed class GuessQueue : IDisposable
{
    private readonly List<Wire> _wires = [];

    public void Add(Wire wire) => _wires.Add(wire);

    public Task AnsweredAsync() => Task.WhenAll(_wires.Select(wire => wire.ReadResponseAsync()));

    public void Dispose() => _wires.ForEach(wire => wire.Dispose());
}
