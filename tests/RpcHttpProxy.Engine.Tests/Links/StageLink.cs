using System.Buffers;
using RpcHttpProxy.Engine.Links;
using RpcHttpProxy.Engine.Reactors;

namespace RpcHttpProxy.Engine.Tests.Links;

/// <summary>A link with an empty outbox that writes down what it does.</summary>
internal sealed class StageLink(Reactor reactor, LinkOptions options, List<string> effects) : Link(reactor, options, reactor.Time.GetUtcNow())
{
    /// <summary>Whose it is once its first bytes have come.</summary>
    public Reactor? ClaimedBy { get; init; }

    public override int Waiting => 0;

    public override bool IsUrgent => false;

    protected override bool HasBytes => false;

    protected override bool IsClaimed => true;

    protected override LinkEnd EndedUnclaimed { get; } = new(LinkEndCause.Protocol, "it asks for nothing");

    protected override Reactor? Claim(ref ReadOnlySequence<byte> bytes, bool isEnd) => ClaimedBy;

    protected override void Join() => effects.Add("join");

    protected override void OnHeadRead() => effects.Add("tell the protocol");

    protected override void Refused(LinkEnd end) => effects.Add("tell the protocol why");

    protected override void OnFault(Exception fault) => effects.Add($"a fault: {fault.Message}");

    protected override void FirstElapsed(int kind)
    {
    }

    protected override ArraySegment<byte> TakeBytes() => default;

    protected override void ReturnBytes(ArraySegment<byte> bytes)
    {
    }

    protected override void DiscardBytes() => effects.Add("discard what waits");

    protected override void DetachBytes() => effects.Add("empty the outbox");

    protected override void OnEnded() => effects.Add("end");
}
