using System.IO.Pipelines;
using System.Net.Sockets;
using System.Text;
using RpcHttpProxy.Transport.Channels;

namespace RpcHttpProxy.Hosting.Tests.Carriers;

public class TcpChannelTests
{
    private static readonly byte[] _pdu = [5, 0, 20, 3, 16, 0, 0, 0];

    // [rpch 2.1.2.2.1]
    [Theory]
    [InlineData("ncacn_http/1.0")]
    [InlineData("n", "cacn_http/1.0")]
    [InlineData("ncacn_http/1.", "0")]
    [InlineData("ncacn", "_http", "/1.0")]
    [InlineData]
    public async Task The_legacy_server_response_is_skipped_however_it_comes_and_may_be_missing(params string[] pieces)
    {
        using LoopbackPair pair = await LoopbackPair.ConnectAsync();
        await using var channel = new TcpChannel(pair.Near, mayBeginWithLegacyResponse: true);

        Task<ChannelEnd?> head = channel.ReadHeadAsync(CancellationToken.None).AsTask();
        foreach (string piece in pieces)
        {
            Assert.False(head.IsCompleted);
            await pair.Far.SendAsync(Encoding.ASCII.GetBytes(piece));
        }

        await pair.Far.SendAsync(_pdu);

        Assert.Null(await head.WaitAsync(Soon));
        ReadResult result = await channel.Input.ReadAtLeastAsync(_pdu.Length);
        Assert.Equal(_pdu, System.Buffers.BuffersExtensions.ToArray(result.Buffer));
    }

    [Fact]
    public async Task The_response_and_the_first_PDU_may_come_in_one_piece()
    {
        using LoopbackPair pair = await LoopbackPair.ConnectAsync();
        await using var channel = new TcpChannel(pair.Near, mayBeginWithLegacyResponse: true);
        await pair.Far.SendAsync((byte[])[.. LegacyServerResponse.Bytes.Span, .. _pdu]);

        Assert.Null(await channel.ReadHeadAsync(CancellationToken.None));

        ReadResult result = await channel.Input.ReadAtLeastAsync(_pdu.Length);
        Assert.Equal(_pdu, System.Buffers.BuffersExtensions.ToArray(result.Buffer));
    }

    [Theory]
    [InlineData("")]
    [InlineData("ncacn")]
    public async Task A_connection_that_ends_before_its_first_PDU_is_left_to_the_reader(string said)
    {
        using LoopbackPair pair = await LoopbackPair.ConnectAsync();
        await using var channel = new TcpChannel(pair.Near, mayBeginWithLegacyResponse: true);
        await pair.Far.SendAsync(Encoding.ASCII.GetBytes(said));
        pair.Far.Shutdown(SocketShutdown.Send);

        Assert.Null(await channel.ReadHeadAsync(CancellationToken.None).AsTask().WaitAsync(Soon));

        ReadResult result = await channel.Input.ReadAtLeastAsync(100);
        Assert.True(result.IsCompleted);
        Assert.Equal(said.Length, result.Buffer.Length);
    }

    [Fact]
    public async Task A_finished_channel_still_reads_what_the_peer_says_before_its_own_FIN()
    {
        using LoopbackPair pair = await LoopbackPair.ConnectAsync();
        await using var channel = new TcpChannel(pair.Near);
        await channel.WriteAsync("bye"u8.ToArray());
        await channel.FinishAsync();

        var buffer = new byte[10];
        Assert.Equal(3, await pair.Far.ReceiveAsync(buffer));
        Assert.Equal(0, await pair.Far.ReceiveAsync(buffer));
        await pair.Far.SendAsync(_pdu);
        pair.Far.Shutdown(SocketShutdown.Send);

        ReadResult result = await channel.Input.ReadAtLeastAsync(100);
        Assert.Equal(_pdu.Length, result.Buffer.Length);
        Assert.True(result.IsCompleted);
        Assert.Equal(ChannelEnd.ClosedByPeer, await channel.AfterInputAsync(CancellationToken.None));
    }

    [Fact]
    public async Task An_abort_resets_the_connection_and_ends_a_pending_read_with_an_IOException()
    {
        using LoopbackPair pair = await LoopbackPair.ConnectAsync();
        await using var channel = new TcpChannel(pair.Near);
        Task<ReadResult> reading = channel.Input.ReadAsync().AsTask();

        channel.Abort();
        channel.Abort();

        await Assert.ThrowsAnyAsync<IOException>(() => reading.WaitAsync(Soon));
        await Assert.ThrowsAnyAsync<IOException>(() => channel.WriteAsync(_pdu).AsTask());
        SocketException e = await Assert.ThrowsAsync<SocketException>(() => pair.Far.ReceiveAsync(new byte[1]));
        Assert.Equal(SocketError.ConnectionReset, e.SocketErrorCode);
    }

    [Fact]
    public async Task A_cancelled_read_ends_without_bytes_and_the_next_one_goes_on()
    {
        using LoopbackPair pair = await LoopbackPair.ConnectAsync();
        await using var channel = new TcpChannel(pair.Near);
        Task<ReadResult> reading = channel.Input.ReadAsync().AsTask();

        channel.Input.CancelPendingRead();
        Assert.True((await reading.WaitAsync(Soon)).IsCanceled);
        channel.Input.AdvanceTo(default);
        await pair.Far.SendAsync(_pdu);

        ReadResult result = await channel.Input.ReadAsync();
        Assert.Equal(_pdu.Length, result.Buffer.Length);
    }

    private static TimeSpan Soon => TimeSpan.FromSeconds(10);
}
