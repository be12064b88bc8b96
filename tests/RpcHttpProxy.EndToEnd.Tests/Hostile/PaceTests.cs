using RpcHttpProxy.EndToEnd.Tests.Kit;
using RpcHttpProxy.Services;
using RpcHttpProxy.TestKit;

namespace RpcHttpProxy.EndToEnd.Tests.Hostile;

/// <summary>Clients that read too slowly, or write one byte at a time.</summary>
public class PaceTests
{
    private const int SmallReceiveBuffer = 8_192;
    private const int Much = 16 << 20;
    private const long Bound = 1 << 20;     // what the windows and overrun allowances of all roles come to, several times over

    [Fact]
    public async Task Channels_that_come_byte_by_byte_open_a_connection_that_works()
    {
        await using Neighbours there = await Neighbours.StartAsync();
        using RawConnection connection = await RawConnection.BeginAsync(there.Stack);

        await connection.Out.SendByteByByteAsync(RawConnection.A1(connection.Cookie).ToArray());
        await connection.In.SendByteByByteAsync(RawConnection.B1(connection.Cookie).ToArray());

        await connection.ReadOpenedAsync();
        using var done = new CancellationTokenSource();
        Task carrying = connection.CarryAsync(done.Token);
        var channel = new RpcCallChannel(connection.Application);
        await channel.BindAsync(EchoInterface.Syntax).WaitAsync(Patience.Limit);
        Assert.Equal(1u, await new RpcEchoClient(channel).AddOneAsync(0).WaitAsync(Patience.Limit));
        await done.CancelAsync();
        await channel.DisposeAsync();
        await carrying.WaitAsync(Patience.Limit);
        connection.Dispose();
        await there.AssertOnlyTheNeighbourIsLeftAsync();
    }

    [Fact]
    public async Task A_client_that_stops_reading_holds_little_memory_and_nobody_else_up()
    {
        await using Neighbours there = await Neighbours.StartAsync();
        using RawConnection connection = await RawConnection.OpenAsync(there.Stack, SmallReceiveBuffer);
        using var stopReading = new CancellationTokenSource();
        Task carrying = connection.CarryAsync(stopReading.Token);
        var channel = new RpcCallChannel(connection.Application);
        await channel.BindAsync(EchoInterface.Syntax).WaitAsync(Patience.Limit);
        await stopReading.CancelAsync();
        Task<ReadOnlyMemory<byte>> never = new RpcEchoClient(channel).SourceDataAsync(Much);

        await Eventually.TrueAsync(
            () => there.Stack.Roles.Sum(role => role.QueuedBytes) > 0, () => "nothing has come to wait for the reader that doesn't read");
        for (int i = 0; i < 30; i++)
        {
            await there.NeighbourIsAnsweredAsync();
            Assert.InRange(there.Stack.Roles.Sum(role => role.QueuedBytes), 0, Bound);
        }

        Assert.False(never.IsCompleted);
        connection.Dispose();
        await Assert.ThrowsAsync<RpcConnectionLostException>(() => never.WaitAsync(Patience.Limit));
        await channel.DisposeAsync();
        await carrying.WaitAsync(Patience.Limit);
        await there.AssertOnlyTheNeighbourIsLeftAsync();
    }
}
