using RpcHttpProxy.Client.Http;
using RpcHttpProxy.Transport.Channels;

namespace RpcHttpProxy.Client.Channels;

// [rpch 2.1.2.1.1/16] the body as 2.1.2.1.7 has it
// [rpch 3.2.2.5.11/6] the response that came before an inbound proxy's close is read
/// <summary>The client's end of an IN channel: the body of a request that is never answered unless something is wrong (2.1.2.1.3).</summary>
internal sealed class InRequestChannel(ProxyConnection connection, string peer, TimeProvider time) : RequestChannel(connection, peer, time)
{
    /// <summary>
    /// Returns when the channel is over, since nothing but a refusal or the end can come. Not cancelled: when the OUT channel's end has
    /// ended the connection, the inbound proxy's last word, which tells why, may still be on its way; the caller that ends the channel bounds
    /// the wait by <see cref="RequestChannel.Abort"/>.
    /// </summary>
    public override async ValueTask<ChannelEnd?> ReadHeadAsync(CancellationToken cancellation)
    {
        (HttpResponseHead? head, ChannelEnd? end) = await ReadResponseAsync(CancellationToken.None);
        return head is null ? end : await RefusedAsync(head, "ended the IN channel with");
    }
}
