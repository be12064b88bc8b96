using RpcHttpProxy.Core;
using RpcHttpProxy.Core.Channels;
using RpcHttpProxy.Transport.Tests.Kit;

namespace RpcHttpProxy.Transport.Tests.Sessions;

/// <summary>A fault of ours in the core ends the connection it came up in, and nothing else: not the timers, not the process.</summary>
public sealed class OwnFaultTests
{
    [Theory]
    [InlineData("refuse")]
    [InlineData("pdu")]
    [InlineData("second pdu")]
    [InlineData("request")]
    [InlineData("rpc")]
    [InlineData("acknowledgment")]
    [InlineData("timer")]
    [InlineData("closed")]
    [InlineData("stop")]
    public async Task A_fault_ends_its_connection(string where)
    {
        await using var server = new TestRole(RoleName.Server, role: new FaultyRole(where));
        var conn = new Conn();
        (ScriptedPeer peer, Task run) = server.Accept(ChannelLeg.Unknown);
        await peer.SendAsync(conn.A2);
        switch (where)
        {
            case "second pdu":
                await peer.SendAsync(conn.B2);
                break;
            case "rpc" or "acknowledgment":
                await peer.SendAsync(RpcBytes.Pdu(100, seed: 1));
                break;
            case "timer":
                await server.UntilAsync(counters => counters is { Rows: 1, RunningTimers: 1 }, "the timer runs");
                server.Time.Advance(TimeSpan.FromSeconds(61));
                break;
            case "closed":
                peer.Close();
                break;
            case "stop":
                await server.UntilAsync(counters => counters is { Rows: 1, RunningTimers: 1 }, "it is there");
                await server.Host.StopAsync().WaitAsync(ScriptedPeer.Patience);
                break;
        }

        await run.WaitAsync(ScriptedPeer.Patience);
        await server.UntilAsync(counters => counters is { Rows: 0, LiveChannels: 0, RunningTimers: 0, QueuedBytes: 0 }, "something was left");
        Assert.StartsWith("Critical: ", Assert.Single(server.Faults), StringComparison.Ordinal);
        Assert.Equal([KeyValuePair.Create(CloseReason.ConnectionError, 1L)], server.Counters.Ended);
        Assert.True(peer.Carrier.Aborted.Task.IsCompleted || where == "refuse"); // then it never belonged to a connection
        Assert.Equal(0, peer.Carrier.TouchedLate);
    }
}
