using RpcHttpProxy.Core;
using RpcHttpProxy.Simulation.Network;
using RpcHttpProxy.Transport.Channels;

namespace RpcHttpProxy.Simulation.Wires;

/// <summary>The proxy's end of an OUT channel: the response is announced to be as long as the channel may live.</summary>
internal sealed class OutExchangeEnd(Wire wire, IWireObserver witness, long lifetime) : WireEnd(wire, isOpener: false, witness)
{
    private bool _isAnswered;

    /// <summary>The request's body ends long before the channel: that is when the client closes.</summary>
    public override async ValueTask<ChannelEnd> AfterInputAsync(CancellationToken cancellation)
    {
        while (!Incoming.Reader.IsFinished)
        {
            if (Incoming.Reader.Failure is { } failure)
            {
                throw new IOException(failure);
            }

            if (Incoming.Reader.Unread > 0)
            {
                return new ChannelEnd(CloseReason.BytesBehindBody, "bytes came behind the announced body");
            }

            await Incoming.Reader.ChangedAsync(cancellation);
        }

        return ChannelEnd.ClosedByPeer;
    }

    public override ValueTask SendHeadAsync()
    {
        _isAnswered = true;
        var head = new WireHead(lifetime, null);
        WireObserver.HeadSent(Wire, head);
        Outgoing.SendHead(head);
        return ValueTask.CompletedTask;
    }

    public override ValueTask FailAsync(CloseReason reason)
    {
        if (!_isAnswered)
        {
            _isAnswered = true;
            Outgoing.SendHead(new WireHead(0, reason.ToRpcError()));
        }

        return FinishAsync();
    }
}
