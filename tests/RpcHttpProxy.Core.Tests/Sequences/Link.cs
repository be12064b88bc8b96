using RpcHttpProxy.Core.Channels;
using RpcHttpProxy.Core.Inputs;
using RpcHttpProxy.Core.VirtualConnections;
using RpcHttpProxy.Protocol;

namespace RpcHttpProxy.Core.Tests.Sequences;

/// <summary>One end of a connection between two nodes: sends to the other end, reads PDUs out of what arrives.</summary>
internal sealed class Link(Pair pair, Node node, Channel channel, VirtualConnection? owner)
{
    private readonly List<byte> _arrived = [];
    private Link? _peer;
    private Lane? _lane;
    private Lane? _wake;
    private bool _isOver;
    private bool _mayBeLegacy;
    private bool _hasResponse;
    private CloseReason? _closedWhileParked;

    public Channel Channel { get; } = channel;

    /// <summary>The connection the channel belongs to; null before its first PDU.</summary>
    public VirtualConnection? Owner { get; set; } = owner;

    /// <summary>How the peer is to see the end that is due once all has been written.</summary>
    public CloseReason? EndsAs { get; set; }

    /// <summary>Nothing is sent to a client on its OUT channel before the response header.</summary>
    public bool IsHeadAwaited { get; private set; }

    /// <summary>The response header is to go out before anything else.</summary>
    public bool IsHeadDue { get; set; }

    /// <summary>Bytes ever sent from this end: of an HTTP channel, its body.</summary>
    public long BytesSent { get; private set; }

    /// <summary>What arrived at this end, in order.</summary>
    public List<string> ArrivedPdus { get; } = [];

    /// <summary>What arrived isn't looked at yet.</summary>
    public bool IsParked { get; private set; }

    public Node Node => node;

    public Link Peer => _peer!;

    private bool IsToBeParked => Owner is { IsFinished: false } connection && connection.IsParked(Channel);

    /// <summary>Joins two ends. On a TCP leg the proxy, <paramref name="one"/>, expects a legacy server response that may not come.</summary>
    public static void Join(Link one, Link other)
    {
        (one._peer, other._peer) = (other, one);
        one._lane = one.Pair.NewLane($"{one.Node.Label} -> {other.Node.Label}");
        other._lane = one.Pair.NewLane($"{other.Node.Label} -> {one.Node.Label}");
        one._mayBeLegacy = other.Node.Name == RoleName.Server;
        other.IsHeadAwaited = other.Channel.Leg == ChannelLeg.ClientOut;
        one.Node.Link(one.Channel, one);
        other.Node.Link(other.Channel, other);
    }

    private Pair Pair => pair;

    public void Send(byte[] bytes)
    {
        BytesSent += bytes.Length;
        foreach (byte[] piece in bytes.Chunk(pair.PieceLength))
        {
            pair.Send(_lane!, () => _peer!.Arrived(piece));
        }
    }

    /// <summary>Sends the OUT channel response header.</summary>
    public void Respond()
    {
        (IsHeadAwaited, IsHeadDue) = (false, false);
        pair.Send(_lane!, () => _peer!.Responded());
    }

    /// <summary>Ends the connection: the peer sees it behind all that was sent, or, when that is cut, at once.</summary>
    public void End(CloseReason asSeenByPeer, bool cut)
    {
        _isOver = true;
        if (cut)
        {
            _lane!.Cut();
        }

        pair.Send(_lane!, () => _peer!.Closed(asSeenByPeer));
    }

    /// <summary>Looks at what came while the channel was parked, if it is no longer.</summary>
    public void Unpark()
    {
        if (IsToBeParked)
        {
            return;
        }

        IsParked = false;
        pair.Send(_wake ??= pair.NewLane($"wake {node.Label}"), () =>
        {
            Arrived([]);
            if (_closedWhileParked is { } reason)
            {
                Closed(reason);
            }
        });
    }

    private void Arrived(byte[] bytes)
    {
        if (_isOver)
        {
            return;
        }

        _arrived.AddRange(bytes);
        if (IsToBeParked)
        {
            IsParked = true;
            return;
        }

        if (_mayBeLegacy && !DropLegacyResponse())
        {
            return;
        }

        ReadOnlySpan<byte> rest = _arrived.ToArray();
        int length = rest.Length;
        while (!_isOver && PduFramer.TryRead(ref rest, PduFramer.DefaultMaxPduLength, isEnd: false, out ReadOnlySpan<byte> pdu) == FrameResult.Complete)
        {
            Received(pdu.ToArray());
        }

        _arrived.RemoveRange(0, length - rest.Length);
    }

    private void Received(byte[] pdu)
    {
        if (PduHeader.PacketType(pdu) == PduHeader.RtsPacketType)
        {
            Assert.Equal(RtsFault.None, RtsPduReader.Read(pdu, out RtsPdu? rts));
            node.ReceiveRts(this, rts!, named => Note(named.Name));
        }
        else if (Owner is null)
        {
            node.Refuse(this, CloseReason.FirstPduUnexpected);
        }
        else
        {
            Note($"RPC PDU, {pdu.Length} bytes");
            node.ReceiveRpc(Owner, Channel, pdu);
        }
    }

    private void Note(string what)
    {
        ArrivedPdus.Add(what);
        pair.Note(_peer!.Node, node, what);
    }

    private void Responded()
    {
        if (_isOver)
        {
            return;
        }

        _hasResponse = true;
        Note("OUT channel response");
        node.Handle(Owner!, new Input.OutChannelResponse(Channel));
    }

    private void Closed(CloseReason reason)
    {
        if (_isOver)
        {
            return;
        }

        // A request that ends without an answer is no parked stream.
        if (_hasResponse && (IsParked || IsToBeParked))
        {
            IsParked = true;
            _closedWhileParked = reason;
            return;
        }

        _isOver = true;
        CloseReason mine = reason != CloseReason.ClosedByProxy ? reason : _peer!.Node.Name switch
        {
            RoleName.Client => CloseReason.ClosedByClient,
            RoleName.Server => CloseReason.ClosedByServer,
            _ => CloseReason.ClosedByProxy,
        };
        if (Owner is not null)
        {
            node.Handle(Owner, new Input.ChannelClosed(Channel, mine, "the other end closed"));
        }
    }

    /// <summary>False while it may still be coming.</summary>
    private bool DropLegacyResponse()
    {
        int alike = _arrived.Zip(Pair.LegacyResponse).TakeWhile(both => both.First == both.Second).Count();
        if (alike == _arrived.Count && alike < Pair.LegacyResponse.Length)
        {
            return false;
        }

        _mayBeLegacy = false;
        if (alike == Pair.LegacyResponse.Length)
        {
            _arrived.RemoveRange(0, alike);
            pair.Note(_peer!.Node, node, "legacy server response");
        }

        return true;
    }
}
