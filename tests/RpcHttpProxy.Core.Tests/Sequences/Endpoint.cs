using RpcHttpProxy.Core.Channels;
using RpcHttpProxy.Core.Inputs;
using RpcHttpProxy.Core.VirtualConnections;

namespace RpcHttpProxy.Core.Tests.Sequences;

/// <summary>A higher layer: the program above a client, the service behind a server. Takes whatever comes up at once.</summary>
internal sealed class Endpoint
{
    private readonly Node _node;
    private readonly VirtualConnection _connection;
    private readonly Channel _upper;
    private readonly List<byte> _received = [];

    public Endpoint(Node node, VirtualConnection connection, Channel upper)
    {
        (_node, _connection, _upper) = (node, connection, upper);
        node.Uppers.Add(upper, _received);
    }

    /// <summary>The bytes that came up, in order.</summary>
    public byte[] Received => [.. _received];

    public void Send(byte[] pdu) => _node.ReceiveRpc(_connection, _upper, pdu);

    public void Close() =>
        _node.Handle(_connection, new Input.ChannelClosed(_upper, CloseReason.ClosedByHigherLayer, "the higher layer closed"));
}
