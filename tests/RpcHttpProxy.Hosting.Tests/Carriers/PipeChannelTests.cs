using System.IO.Pipelines;
using RpcHttpProxy.Transport.Channels;

namespace RpcHttpProxy.Hosting.Tests.Carriers;

public class PipeChannelTests
{
    [Fact]
    public async Task Bytes_go_both_ways_and_each_side_sees_the_others_end()
    {
        (PipeChannel channel, IDuplexPipe other) = PipeChannel.CreatePair("a service");
        await channel.WriteAsync(new byte[3]);
        await other.Output.WriteAsync(new byte[5]);

        Assert.Equal(3, (await other.Input.ReadAtLeastAsync(3)).Buffer.Length);
        Assert.Equal(5, (await channel.Input.ReadAtLeastAsync(5)).Buffer.Length);

        await channel.FinishAsync();
        await other.Output.CompleteAsync();
        other.Input.AdvanceTo(default);
        channel.Input.AdvanceTo(default);
        Assert.True((await other.Input.ReadAsync()).IsCompleted);
        Assert.True((await channel.Input.ReadAsync()).IsCompleted);
        await channel.DisposeAsync();
    }

    [Fact]
    public async Task An_abort_ends_a_write_that_waits_a_read_that_waits_and_the_other_side_with_an_error()
    {
        bool isTold = false;
        (PipeChannel channel, IDuplexPipe other) = PipeChannel.CreatePair("a service", () => isTold = true);
        Task writing = channel.WriteAsync(new byte[1_000_000]).AsTask();
        Task<ReadResult> reading = channel.Input.ReadAsync().AsTask();
        Assert.False(writing.IsCompleted);

        channel.Abort();

        await Assert.ThrowsAsync<IOException>(() => writing.WaitAsync(Soon));
        Assert.True((await reading.WaitAsync(Soon)).IsCanceled);
        await Assert.ThrowsAsync<IOException>(() => channel.WriteAsync(new byte[1]).AsTask());
        await Assert.ThrowsAsync<IOException>(() => other.Input.ReadAsync().AsTask());
        Assert.True(isTold);
    }

    [Fact]
    public async Task A_write_to_a_side_that_reads_no_more_is_an_IOException()
    {
        (PipeChannel channel, IDuplexPipe other) = PipeChannel.CreatePair("a service");

        await other.Input.CompleteAsync();

        await Assert.ThrowsAsync<IOException>(() => channel.WriteAsync(new byte[1]).AsTask());
        await channel.DisposeAsync();
    }

    [Fact]
    public async Task Who_waits_for_an_inline_channel_goes_on_inside_the_write_that_it_waited_for()
    {
        (PipeChannel channel, IDuplexPipe other) = PipeChannel.CreatePair("a service", isInline: true);
        int? readOn = null;
        Task reading = ReadAsync();

        await channel.WriteAsync(new byte[1]);

        Assert.Equal(Environment.CurrentManagedThreadId, readOn);
        await reading;
        await channel.DisposeAsync();

        async Task ReadAsync()
        {
            await other.Input.ReadAsync();
            readOn = Environment.CurrentManagedThreadId;
        }
    }

    private static TimeSpan Soon => TimeSpan.FromSeconds(10);
}
