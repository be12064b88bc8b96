using System.Buffers;
using RpcHttpProxy.Engine.Links;
using RpcHttpProxy.Engine.Reactors;
using RpcHttpProxy.TestKit;

namespace RpcHttpProxy.Engine.Tests.Links;

/// <summary>What its peer opened belongs to nobody until its first bytes have told, and may be over before.</summary>
public sealed class UnclaimedLinkTests : IDisposable
{
    private static readonly LinkOptions s_options = new() { MaxWaitingBytes = 1_000, LingerTimeout = TimeSpan.FromSeconds(5) };

    private readonly ManualTime _time = new();
    private readonly List<string> _effects = [];
    private readonly InlineReactor _first;
    private readonly InlineReactor _owner;
    private readonly StageCarrier _carrier;

    public UnclaimedLinkTests()
    {
        _first = new InlineReactor(_time, fault => _effects.Add($"a fault: {fault}"));
        _owner = new InlineReactor(_time, fault => _effects.Add($"a fault: {fault}"));
        _carrier = new StageCarrier(_effects);
    }

    public void Dispose()
    {
        _first.Dispose();
        _owner.Dispose();
    }

    [Fact]
    public void It_moves_to_the_owner_of_what_it_asks_for_and_joins_there()
    {
        StageLink link = Begun();
        Assert.True(Arrived(link));
        Assert.Same(_owner, link.Reactor);
        Assert.DoesNotContain("join", _effects);
        _owner.Post(link.Arrive);
        Assert.Equal("join", _effects[^1]);
    }

    [Fact]
    public void One_that_is_over_on_its_way_to_the_owner_joins_nothing()
    {
        StageLink link = Begun();
        Assert.True(Arrived(link));
        link.Post(() => link.InputOver(new LinkEnd(LinkEndCause.Protocol, "the process is shutting down")));
        _owner.Post(link.Arrive);
        Assert.DoesNotContain("join", _effects);
    }

    [Fact]
    public void One_that_is_ended_before_its_first_bytes_lingers_no_longer_than_it_may()
    {
        _carrier.Lingers = true;
        StageLink link = Begun();
        link.Post(() =>
        {
            link.StartFirstTimer(0, TimeSpan.FromSeconds(60));
            link.End(LinkEnding.Finish);
        });
        Assert.Equal(LinkState.Lingering, link.State);
        _time.Advance(TimeSpan.FromSeconds(6));
        Assert.Equal(LinkState.Releasing, link.State);
    }

    private StageLink Begun()
    {
        var link = new StageLink(_first, s_options, _effects) { ClaimedBy = _owner };
        link.Post(() =>
        {
            link.Begin(_carrier);
            link.HeadRead(null);
        });
        return link;
    }

    /// <summary>Whether the first bytes move it.</summary>
    private static bool Arrived(StageLink link)
    {
        bool isMoved = false;
        link.Post(() =>
        {
            var bytes = new ReadOnlySequence<byte>(new byte[1]);
            isMoved = link.Arrived(ref bytes, isEnd: false);
        });
        return isMoved;
    }
}
