using System.IO.Pipelines;
using RpcHttpProxy.Client.Http;
using RpcHttpProxy.Core;
using RpcHttpProxy.Transport.Channels;

namespace RpcHttpProxy.Client.Channels;

// [rpch 2.1.2.1.2/18] the body as 2.1.2.1.8 has it
// [rpch 3.2.2.5.2/3-6] 200 is success: Wait_A3W
/// <summary>The client's end of an OUT channel: a short request, and a response whose body carries the PDUs (2.1.2.1.4).</summary>
internal sealed class OutRequestChannel(ProxyConnection connection, string peer, TimeProvider time) : RequestChannel(connection, peer, time)
{
    private const int Success = 200;

    private volatile LimitedPipeReader? _body;

    /// <summary>The response's body, once its head has come.</summary>
    public override PipeReader Input => _body ?? base.Input;

    /// <summary>Bytes may be under way when the channel ends; closed on them, TCP would reset the connection.</summary>
    public override bool LingersForPeer => true;

    public override async ValueTask<ChannelEnd?> ReadHeadAsync(CancellationToken cancellation)
    {
        (HttpResponseHead? head, ChannelEnd? end) = await ReadResponseAsync(cancellation);
        if (head is null)
        {
            return end;
        }

        if (head.StatusCode != Success)
        {
            return await RefusedAsync(head, "refused the OUT channel with");
        }

        if (head.HasTransferEncoding || head.ContentLength is null)
        {
            return new ChannelEnd(
                CloseReason.RequestRefused, $"{Peer} answered with an OUT channel of no Content-Length; 2.1.2.1.4 demands one");
        }

        _body = new LimitedPipeReader(base.Input, head.ContentLength.Value);
        return null;
    }

    public override ValueTask<ChannelEnd> AfterInputAsync(CancellationToken cancellation) => new(
        _body is { IsExhausted: true }
            ? new ChannelEnd(null, $"the OUT channel from {Peer} has carried all bytes of its Content-Length")
            : ChannelEnd.ClosedByPeer);
}
