using RpcHttpProxy.Client;
using RpcHttpProxy.Services;

namespace RpcHttpProxy.Hosting.Tests.Tls;

/// <summary>Calls through a proxy.</summary>
internal static class EchoCall
{
    /// <summary>Sends octets and expects them back, over one virtual connection; how many of its channels were replaced meanwhile.</summary>
    public static async Task<long> MakeAsync(Uri proxy, string server, int calls, int length)
    {
        await using RpcHttpConnection connection = await RpcHttpConnection.OpenAsync(
            new RpcHttpConnectionOptions { InboundProxy = proxy, OutboundProxy = proxy, Server = server });
        await using var channel = new RpcCallChannel(connection.Transport);
        await channel.BindAsync(EchoInterface.Syntax);
        var client = new RpcEchoClient(channel);
        var octets = new byte[length];
        Random.Shared.NextBytes(octets);
        for (int i = 0; i < calls; i++)
        {
            Assert.True((await client.EchoDataAsync(octets).WaitAsync(TimeSpan.FromSeconds(20))).Span.SequenceEqual(octets));
        }

        return connection.Recycled.Values.Sum();
    }
}
