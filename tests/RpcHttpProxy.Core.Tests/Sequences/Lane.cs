namespace RpcHttpProxy.Core.Tests.Sequences;

/// <summary>One direction of one connection between two nodes: what was sent and hasn't arrived, in order.</summary>
internal sealed class Lane(string name)
{
    private readonly Queue<(long Sent, Action Arrive)> _underWay = new();

    /// <summary>Such as <c>InboundProxy -> Server</c>, or <c>connect ServerIn</c>.</summary>
    public string Name { get; } = name;

    public bool IsEmpty => _underWay.Count == 0;

    /// <summary>When the first that is under way was sent.</summary>
    public long FirstSent => _underWay.Peek().Sent;

    public void Send(long now, Action arrive) => _underWay.Enqueue((now, arrive));

    /// <summary>The first arrives.</summary>
    public void Arrive() => _underWay.Dequeue().Arrive();

    /// <summary>What is under way is lost.</summary>
    public void Cut() => _underWay.Clear();
}
