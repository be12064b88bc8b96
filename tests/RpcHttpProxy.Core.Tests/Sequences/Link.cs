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
    private bool _isOver;
    private bool _mayBeLegacy;

    public Channel Channel { get; } = channel;

    /// <summary>The connection the channel belongs to; null before its first PDU.</summary>
    public VirtualConnection? Owner { get; set; } = owner;

    /// <summary>Joins two ends. On a TCP leg the proxy, <paramref name="one"/>, expects a legacy server response that may not come.</summary>
    public static void Join(Link one, Link other)
    {
        (one._peer, other._peer) = (other, one);
        one._lane = one.Pair.NewLane($"{one.Node.Name} -> {other.Node.Name}");
        other._lane = one.Pair.NewLane($"{other.Node.Name} -> {one.Node.Name}");
        one._mayBeLegacy = other.Node.Name == RoleName.Server;
        one.Node.Link(one.Channel, one);
        other.Node.Link(other.Channel, other);
    }

    private Pair Pair => pair;

    private Node Node => node;

    public void Send(byte[] bytes)
    {
        foreach (byte[] piece in bytes.Chunk(pair.PieceLength)) pair.Send(_lane!, () => _peer!.Arrived(piece));
    }

    /// <summary>Sends the OUT channel response header.</summary>
    public void Respond() => pair.Send(_lane!, () => _peer!.Responded());

    /// <summary>Ends the connection: the peer sees it behind all that was sent, or, when that is cut, at once.</summary>
    public void End(CloseReason asSeenByPeer, bool cut)
    {
        _isOver = true;
        if (cut) _lane!.Cut();
        pair.Send(_lane!, () => _peer!.Closed(asSeenByPeer));
    }

    private void Arrived(byte[] bytes)
    {
        if (_isOver) return;

        _arrived.AddRange(bytes);
        if (_mayBeLegacy && !DropLegacyResponse()) return;

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
            pair.Note(_peer!.Node.Name, node.Name, (Owner?.Name(Channel, rts!) ?? rts!).Name);
            node.ReceiveRts(this, rts!);
        }
        else if (Owner is null)
        {
            node.Refuse(this, CloseReason.FirstPduUnexpected);
        }
        else
        {
            pair.Note(_peer!.Node.Name, node.Name, $"RPC PDU, {pdu.Length} bytes");
            node.ReceiveRpc(Owner, Channel, pdu);
        }
    }

    private void Responded()
    {
        if (_isOver) return;

        pair.Note(_peer!.Node.Name, node.Name, "OUT channel response");
        node.Handle(Owner!, new Input.OutChannelResponse(Channel));
    }

    private void Closed(CloseReason reason)
    {
        if (_isOver) return;

        _isOver = true;
        CloseReason mine = reason != CloseReason.ClosedByProxy ? reason : _peer!.Node.Name switch
        {
            RoleName.Client => CloseReason.ClosedByClient,
            RoleName.Server => CloseReason.ClosedByServer,
            _ => CloseReason.ClosedByProxy,
        };
        if (Owner is not null) node.Handle(Owner, new Input.ChannelClosed(Channel, mine, "the other end closed"));
    }

    /// <summary>False while it may still be coming.</summary>
    private bool DropLegacyResponse()
    {
        int alike = _arrived.Zip(Pair.LegacyResponse).TakeWhile(both => both.First == both.Second).Count();
        if (alike == _arrived.Count && alike < Pair.LegacyResponse.Length) return false;

        _mayBeLegacy = false;
        if (alike == Pair.LegacyResponse.Length)
        {
            _arrived.RemoveRange(0, alike);
            pair.Note(_peer!.Node.Name, node.Name, "legacy server response");
        }

        return true;
    }
}
