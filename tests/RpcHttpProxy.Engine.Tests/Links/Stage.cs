using RpcHttpProxy.Engine.Links;
using RpcHttpProxy.Engine.Reactors;
using RpcHttpProxy.TestKit;

namespace RpcHttpProxy.Engine.Tests.Links;

/// <summary>
/// A real link, brought into a state and given a trigger by what brings these about: a call of its carrier, of its owner, or of the turn
/// that ends. All in one turn, so that one arc is seen and not those that follow by themselves.
/// </summary>
internal sealed class Stage : IDisposable
{
    private static readonly LinkEnd s_byPeer = new(LinkEndCause.Peer, "it said goodbye");
    private static readonly LinkEnd s_failed = new(LinkEndCause.Wire, "reading failed");

    private readonly List<string> _effects = [];
    private readonly LinkOptions _options = new() { MaxWaitingBytes = 1_000, LingerTimeout = TimeSpan.FromSeconds(5) };
    private readonly InlineReactor _reactor;
    private readonly StageCarrier _carrier;
    private readonly StageLink _link;

    public Stage()
    {
        _reactor = new InlineReactor(new ManualTime(), fault => _effects.Add($"a fault: {fault}"));
        _carrier = new StageCarrier(_effects);
        _link = new StageLink(_reactor, _options, _effects) { Owner = new StageOwner(_effects) };
    }

    public void Dispose() => _reactor.Dispose();

    /// <summary>The state that follows, and what the link has done.</summary>
    public (LinkState State, string[] Effects) Run(LinkState from, LinkTrigger trigger)
    {
        LinkState next = default;
        string[] effects = [];
        _reactor.Post(() =>
        {
            _carrier.Lingers = from == LinkState.Lingering || trigger == LinkTrigger.Finished;
            BringInto(from);
            Assert.Equal(from, _link.State);
            if (trigger is LinkTrigger.Written or LinkTrigger.Finished)
            {
                _carrier.WritesAtOnce = false; // The FIN is on its way when the trigger comes.
                _link.Flush();
            }

            _effects.Clear();
            int timers = _options.Timers.Count;
            Fire(trigger);
            next = _link.State;
            effects = [.. TimerMoves(timers), .. _effects];
        });
        return (next, effects);
    }

    private IEnumerable<string> TimerMoves(int before) => (_options.Timers.Count - before) switch
    {
        1 => ["set the linger timer"],
        -1 => ["cancel the linger timer"],
        _ => [],
    };

    private void BringInto(LinkState state)
    {
        foreach (LinkTrigger step in WayTo(state))
        {
            Fire(step);
        }
    }

    private static LinkTrigger[] WayTo(LinkState state) => state switch
    {
        LinkState.Opening => [],
        LinkState.HeadAwaited => [LinkTrigger.Established],
        LinkState.Flowing => [.. WayTo(LinkState.HeadAwaited), LinkTrigger.HeadRead],
        LinkState.HalfClosed => [.. WayTo(LinkState.Flowing), LinkTrigger.InputEnded],
        LinkState.Closing => [.. WayTo(LinkState.Flowing), LinkTrigger.EndedHere],
        LinkState.Lingering => [.. WayTo(LinkState.Closing), LinkTrigger.Finished],
        LinkState.Releasing => [.. WayTo(LinkState.Closing), LinkTrigger.Written],
        _ => [.. WayTo(LinkState.Releasing), LinkTrigger.Released],
    };

    private void Fire(LinkTrigger trigger)
    {
        switch (trigger)
        {
            case LinkTrigger.Established:
                _link.Establish(_carrier);
                break;
            case LinkTrigger.NotEstablished:
                _link.NotEstablish(new IOException("nobody is there"));
                break;
            case LinkTrigger.HeadRead:
                _link.HeadRead(null);
                break;
            case LinkTrigger.InputEnded:
                _link.InputEnded();
                break;
            case LinkTrigger.EndedByPeer:
                _link.InputOver(s_byPeer);
                break;
            case LinkTrigger.Failed:
                _link.InputOver(s_failed);
                break;
            case LinkTrigger.EndedHere:
                _link.End(LinkEnding.Finish);
                break;
            case LinkTrigger.Written or LinkTrigger.Finished when _carrier.WritesAtOnce:
                _link.Flush();
                break;
            case LinkTrigger.Written or LinkTrigger.Finished:
                _link.Wrote(null);
                _link.Flush();
                break;
            case LinkTrigger.PeerFinished:
                _link.Drained();
                break;
            case LinkTrigger.Aborted:
                _link.End(LinkEnding.Abort);
                break;
            case LinkTrigger.Released:
                _link.Released(null);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(trigger), trigger, "The stage doesn't know it.");
        }
    }
}
