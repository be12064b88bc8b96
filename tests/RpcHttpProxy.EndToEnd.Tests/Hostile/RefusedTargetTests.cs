using System.Net;
using System.Net.Sockets;
using RpcHttpProxy.Client;
using RpcHttpProxy.Core;
using RpcHttpProxy.EndToEnd.Tests.Kit;
using RpcHttpProxy.Protocol;

namespace RpcHttpProxy.EndToEnd.Tests.Hostile;

/// <summary>What a client is told about a server it can't have.</summary>
public class RefusedTargetTests
{
    private const string UnknownName = "nobody.invalid:593";    // RFC 6761: never resolved

    [Fact]
    public async Task A_target_on_no_list_is_refused_with_5()
    {
        await using Neighbours there = await Neighbours.StartAsync();

        var refused = await Assert.ThrowsAsync<RpcHttpOpenException>(() => there.Stack.OpenAsync("127.0.0.1:1"));

        Assert.Equal((503, 5u), (refused.StatusCode, refused.RpcError));
        await there.AssertOnlyTheNeighbourIsLeftAsync();
        Assert.Contains(there.Stack.Roles, role => role.Refused.ContainsKey(CloseReason.TargetDenied));
    }

    [Fact]
    public async Task A_server_that_takes_no_connection_is_refused_with_6ba()
    {
        string server = NobodyListens();
        await using Neighbours there = await Neighbours.StartAsync(allowAlso: server);

        var refused = await Assert.ThrowsAsync<RpcHttpOpenException>(() => there.Stack.OpenAsync(server));

        Assert.Equal((503, Win32RpcError.RPC_S_SERVER_UNAVAILABLE), (refused.StatusCode, refused.RpcError));
        await there.AssertOnlyTheNeighbourIsLeftAsync();
        Assert.Equal(0x6bau, refused.RpcError);
    }

    [Fact]
    public async Task An_unknown_name_is_refused_with_6ab()
    {
        await using Neighbours there = await Neighbours.StartAsync(allowAlso: UnknownName);

        var refused = await Assert.ThrowsAsync<RpcHttpOpenException>(() => there.Stack.OpenAsync(UnknownName).WaitAsync(Patience.Limit));

        Assert.Equal((503, 0x6abu), (refused.StatusCode, refused.RpcError));
        await there.AssertOnlyTheNeighbourIsLeftAsync();
    }

    [Fact]
    public async Task A_server_that_closes_before_it_has_answered_is_told_to_the_client()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        await using Neighbours there = await Neighbours.StartAsync(allowAlso: listener.LocalEndpoint.ToString());

        Task<RpcHttpConnection> opening = there.Stack.OpenAsync(listener.LocalEndpoint.ToString());
        using var told = new CancellationTokenSource();
        Task closing = CloseAllAsync(listener, told.Token); // one leg or both: the end of the first may be told before the second is opened

        await Assert.ThrowsAsync<RpcHttpOpenException>(() => opening.WaitAsync(Patience.Limit));
        await told.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => closing);
        await there.AssertOnlyTheNeighbourIsLeftAsync();
    }

    private static async Task CloseAllAsync(TcpListener listener, CancellationToken until)
    {
        while (true)
        {
            using Socket leg = await listener.AcceptSocketAsync(until);
            leg.Shutdown(SocketShutdown.Both);
        }
    }

    private static string NobodyListens()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return listener.LocalEndpoint.ToString()!;
    }
}
