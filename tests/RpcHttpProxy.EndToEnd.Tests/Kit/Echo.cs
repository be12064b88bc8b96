using RpcHttpProxy.Client;
using RpcHttpProxy.Services;

namespace RpcHttpProxy.EndToEnd.Tests.Kit;

/// <summary>An rpcecho client on a virtual connection of its own.</summary>
internal sealed class Echo : IAsyncDisposable
{
    private readonly RpcCallChannel _channel;

    private Echo(RpcHttpConnection connection, RpcCallChannel channel)
    {
        Connection = connection;
        _channel = channel;
        Client = new RpcEchoClient(channel);
    }

    public RpcHttpConnection Connection { get; }

    public RpcEchoClient Client { get; }

    public static async Task<Echo> OpenAsync(Stack stack)
    {
        RpcHttpConnection connection = await stack.OpenAsync();
        var channel = new RpcCallChannel(connection.Transport);
        await channel.BindAsync(EchoInterface.Syntax).WaitAsync(Patience.Limit);
        return new Echo(connection, channel);
    }

    /// <summary>Fails unless the connection still works.</summary>
    public async Task AssertAliveAsync()
    {
        Assert.Equal(42u, await Client.AddOneAsync(41).WaitAsync(Patience.Limit));
        Assert.Null(Connection.Reason);
    }

    public async ValueTask DisposeAsync()
    {
        await _channel.DisposeAsync();
        await Connection.DisposeAsync();
    }
}
