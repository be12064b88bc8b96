using System.Buffers;
using RpcHttpProxy.Engine.Links;
using RpcHttpProxy.Engine.Reactors;

namespace RpcHttpProxy.Engine.Tests.LineEcho;

/// <summary>One half of a session: IN or OUT. What its peer opened belongs to no session until its first line.</summary>
internal sealed class LineLink(LineServer server, Reactor reactor) : Link(reactor, server.LinkOptions, reactor.Time.GetUtcNow())
{
    private readonly TaskCompletionSource _forgotten = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private FirstLine? _first;

    public LineOutbox Outbox { get; } = new();

    /// <summary>Whose it is; empty before its first line.</summary>
    public string Token { get; set; } = "";

    /// <summary>Which half.</summary>
    public bool IsIn { get; private set; }

    /// <summary>Completes when its server has forgotten it, too.</summary>
    public Task Forgotten => _forgotten.Task;

    /// <summary>Why it has ended, where that was its peer's doing.</summary>
    public string? Reason { get; set; }

    /// <summary>Why it is refused; null while it isn't.</summary>
    public string? Answer { get; private set; }

    public override int Waiting => Outbox.Waiting;

    public override bool IsUrgent => false;

    protected override bool HasBytes => Outbox.HasBytes;

    protected override bool IsClaimed => _first is not null;

    protected override LinkEnd EndedUnclaimed { get; } = Refusal("no first line");

    /// <summary>What was taken from its outbox is written.</summary>
    public void Return(ArraySegment<byte> bytes) => Outbox.Return(bytes);

    protected override Reactor? Claim(ref ReadOnlySequence<byte> bytes, bool isEnd)
    {
        if (!Line.TryRead(ref bytes, out string line))
        {
            if (bytes.Length > server.Options.MaxLine)
            {
                InputOver(Refusal("a line is too long"));
            }

            return null;
        }

        if (FirstLine.Parse(line) is not { } first)
        {
            InputOver(Refusal("IN or OUT comes first"));
            return null;
        }

        StopTimer();
        (_first, Token, IsIn) = (first, first.Token, first.IsIn);
        IsHeadAwaited = !first.IsIn; // OK precedes the echo.
        return server.Reactors.OwnerOf(FirstLine.HashOf(first.Token));
    }

    protected override void Join()
    {
        FirstLine first = _first!;
        _first = null;
        if (server.Admit(this, first) is { } refusal)
        {
            InputOver(Refusal(refusal));
        }
    }

    protected override void Refused(LinkEnd end) => Answer = end.Detail;

    protected override void FirstElapsed(int kind)
    {
        if (Owner is null)
        {
            InputOver(Refusal("no first line in time"));
        }
    }

    protected override void OnFault(Exception fault) => server.Faults.Add(fault);

    protected override ArraySegment<byte> TakeBytes() => Outbox.Take();

    protected override void ReturnBytes(ArraySegment<byte> bytes) => Outbox.Return(bytes);

    protected override void DiscardBytes() => Outbox.Discard();

    protected override void DetachBytes() => Outbox.Detach();

    protected override void OnEnded()
    {
        server.Trace.Ended(this, Answer ?? Reason ?? "ended by this side");
        server.Forget(this);
        _forgotten.SetResult();
    }

    private static LinkEnd Refusal(string why) => new(LinkEndCause.Protocol, why);
}
