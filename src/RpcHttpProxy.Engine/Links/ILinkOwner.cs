using System.Buffers;

namespace RpcHttpProxy.Engine.Links;

/// <summary>What links are joined to. All is called in turns, and nothing of it throws.</summary>
public interface ILinkOwner
{
    /// <summary>True once it has ended: nothing is taken any more.</summary>
    bool IsOver { get; }

    /// <summary>The client whose share of <see cref="BufferBudget"/> its links' bytes count for; constant while it has links.</summary>
    IReadOnlyList<string> Clients { get; }

    /// <summary>True while nothing that comes on a link may be looked at.</summary>
    bool IsParked(Link link);

    /// <summary>Takes what came, as far as it can be taken now; what is left of <paramref name="bytes"/> comes again, with more.</summary>
    void Receive(Link from, ref ReadOnlySequence<byte> bytes, bool isEnd);

    /// <summary>What was taken from a link's outbox is written.</summary>
    void Written(Link link, ArraySegment<byte> bytes);

    /// <summary>The link is over, and not by this side's order.</summary>
    void LinkEnded(Link link, LinkEnd end);

    /// <summary>A link that was asked for is established; false when it comes too late.</summary>
    bool Established(Link link);

    /// <summary>A link that was asked for can't be had.</summary>
    void NotEstablished(Link link, Exception why);

    /// <summary>Nothing will be read from or written to the link any more.</summary>
    void Detached(Link link);
}
