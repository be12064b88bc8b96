using System.Buffers;
using System.IO.Pipelines;
using RpcHttpProxy.TestKit;

namespace RpcHttpProxy.Services.Tests;

public class SessionTests
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(20);

    [Theory]
    [InlineData(1000, 65_536, 4096)]
    [InlineData(60_000, 65_536, 4096)]
    [InlineData(200_000, 1, 16)]    // every flush waits until all is consumed, every PDU lies across many segments
    [InlineData(200_000, 1_048_576, 65_536)]
    public async Task A_client_makes_every_call_over_a_connection(int length, int pauseAt, int minimumSegment)
    {
        var connection = new InMemoryConnection(pauseAt, minimumSegment);
        Task<RpcVerdict> session = RpcServiceSession.RunAsync(connection.Server, RpcService.Echo());
        byte[] octets = Pdu.Counting(length);
        await using (var channel = new RpcCallChannel(connection.Client))
        {
            await channel.BindAsync(EchoInterface.Syntax);
            var echo = new RpcEchoClient(channel);
            Assert.Equal(42u, await echo.AddOneAsync(41));
            Assert.Equal(octets, (await echo.EchoDataAsync(octets).WaitAsync(_patience)).ToArray());
            await echo.SinkDataAsync(octets);
            Assert.Equal(octets, (await echo.SourceDataAsync((uint)length)).ToArray());

            await channel.BindAsync(ManagementInterface.Syntax);
            var management = new RpcManagementClient(channel);
            Assert.Equal([EchoInterface.Syntax, ManagementInterface.Syntax], await management.InqIfIdsAsync());
            Assert.True(await management.IsServerListeningAsync());
        }

        Assert.Equal(RpcVerdict.PeerEnded, await session.WaitAsync(_patience));
    }

    [Fact]
    public async Task Calls_of_16_MiB_pass_both_ways()
    {
        var connection = new InMemoryConnection();
        Task<RpcVerdict> session = RpcServiceSession.RunAsync(connection.Server, RpcService.Echo());
        byte[] octets = Pdu.Counting(EchoInterface.MaxOctets);
        await using var channel = new RpcCallChannel(connection.Client);
        await channel.BindAsync(EchoInterface.Syntax);
        Assert.True((await new RpcEchoClient(channel).EchoDataAsync(octets)).Span.SequenceEqual(octets));
        Assert.False(session.IsCompleted);
    }

    [Fact]
    public async Task A_request_whose_last_fragment_does_not_come_ends_its_connection_in_time()
    {
        var time = new ManualTime();
        var connection = new InMemoryConnection();
        RpcService service = RpcService.Echo();
        Task<RpcVerdict> session = RpcServiceSession.RunAsync(connection.Server, service, time);
        await connection.Client.Output.WriteAsync(GoldenPdus.Bind);
        await connection.Client.Output.WriteAsync(Pdu.Request(2, 1, Pdu.Counting(1_000), Pdu.First));
        await WaitsAsync(time);
        time.Advance(service.RequestTimeout / 2);
        await connection.Client.Output.WriteAsync(Pdu.Request(2, 1, Pdu.Counting(1_000), flags: 0)); // which gains it nothing
        Assert.True(service.Budget.Used > 0);

        time.Advance(service.RequestTimeout / 2);

        Assert.Equal(RpcVerdict.RequestTimedOut, await session.WaitAsync(_patience));
        Assert.Equal(0, service.Budget.Used);
    }

    [Fact]
    public async Task A_request_in_many_pieces_is_waited_for_with_one_timer()
    {
        var time = new TimerCount();
        var connection = new InMemoryConnection();
        RpcService service = RpcService.Echo();
        Task<RpcVerdict> session = RpcServiceSession.RunAsync(connection.Server, service, time);
        await connection.Client.Output.WriteAsync(GoldenPdus.Bind);
        await connection.Client.Output.WriteAsync(Pdu.Request(2, 1, Pdu.Counting(1_000), Pdu.First));
        Assert.True(SpinWait.SpinUntil(() => service.Budget.Used > 0, _patience));
        foreach (byte one in Pdu.Request(2, 1, Pdu.Counting(200), flags: 0))
        {
            await connection.Client.Output.WriteAsync(new[] { one });
            await Task.Yield();
        }

        await connection.Client.Output.CompleteAsync();
        Assert.Equal(RpcVerdict.PeerEnded, await session.WaitAsync(_patience));
        Assert.Equal(1, time.Made);
    }

    [Fact]
    public async Task A_connection_without_a_request_may_be_silent()
    {
        var time = new ManualTime();
        var connection = new InMemoryConnection();
        Task<RpcVerdict> session = RpcServiceSession.RunAsync(connection.Server, RpcService.Echo(), time);
        await connection.Client.Output.WriteAsync(GoldenPdus.Bind);
        await connection.Client.Output.WriteAsync(Pdu.Request(2, 0, Pdu.UInt32s(41)));
        await connection.Client.Input.ReadAtLeastAsync(GoldenPdus.BindAck.Length + 1).AsTask().WaitAsync(_patience);

        time.Advance(TimeSpan.FromDays(1));

        Assert.Equal(0, time.RunningTimers);
        Assert.False(session.IsCompleted);
    }

    [Fact]
    public void Requests_of_all_connections_together_take_no_more_than_the_budget()
    {
        RpcService service = RpcService.Echo() with { MaxRequestStubs = 6 * 1024 };
        using var greedy = new RpcServerAssociation(service, 1);
        using var other = new RpcServerAssociation(service, 2);
        var replies = new ArrayBufferWriter<byte>();
        greedy.Receive(GoldenPdus.Bind, replies);
        other.Receive(GoldenPdus.Bind, replies);
        greedy.Receive(Pdu.Request(2, 1, Pdu.Counting(4_000), Pdu.First), replies); // in a buffer of 4 KiB

        replies.Clear();
        other.Receive(Pdu.Request(2, 1, Pdu.Counting(4_000), Pdu.First), replies);
        Assert.Equal(RpcFaultStatus.nca_s_fault_remote_no_memory, (RpcFaultStatus)BitConverter.ToUInt32(replies.WrittenSpan[24..]));

        greedy.Dispose();
        Assert.Equal(0, service.Budget.Used);
        replies.Clear();
        other.Receive(Pdu.Request(3, 1, Pdu.Counting(4_000), Pdu.First), replies);
        Assert.Equal(0, replies.WrittenCount);
    }

    private static Task WaitsAsync(ManualTime time) => Eventually.TrueAsync(() => time.RunningTimers > 0, () => "it doesn't wait");

    [Fact]
    public async Task A_response_waits_for_a_client_that_does_not_read()
    {
        var connection = new InMemoryConnection();
        Task<RpcVerdict> session = RpcServiceSession.RunAsync(connection.Server, RpcService.Echo());
        await connection.Client.Output.WriteAsync(GoldenPdus.Bind);
        await connection.Client.Output.WriteAsync(Pdu.Request(2, 3, Pdu.UInt32s(EchoInterface.MaxOctets)));

        ReadResult read = await connection.Client.Input.ReadAtLeastAsync(65_536);
        Assert.InRange(read.Buffer.Length, 65_536, 65_536 + 60 + 4280);    // one flush and the bind_ack, no more: the session waits
        Assert.False(session.IsCompleted);

        connection.Client.Input.AdvanceTo(read.Buffer.End);
        await connection.Client.Input.CompleteAsync();
        Assert.Equal(RpcVerdict.PeerEnded, await session.WaitAsync(_patience));
    }

    [Fact]
    public async Task Many_requests_sent_ahead_are_answered_in_order_without_piling_up()
    {
        var connection = new InMemoryConnection(pauseAt: 1_000_000);
        Task<RpcVerdict> session = RpcServiceSession.RunAsync(connection.Server, RpcService.Echo());
        byte[] ahead = [.. GoldenPdus.Bind, .. Enumerable.Range(0, 1000).SelectMany(i => Pdu.Request((uint)i + 2, 3, Pdu.UInt32s(3000)))];
        await connection.Client.Output.WriteAsync(ahead);

        ReadResult read = await connection.Client.Input.ReadAtLeastAsync(1_000_000);
        Assert.InRange(read.Buffer.Length, 1_000_000, 1_000_000 + 70_000);    // of 3 028 000 that wait
        connection.Client.Input.AdvanceTo(read.Buffer.Start, read.Buffer.End);

        await connection.Client.Output.CompleteAsync();
        var received = new ArrayBufferWriter<byte>();
        do
        {
            read = await connection.Client.Input.ReadAsync();
            foreach (ReadOnlyMemory<byte> segment in read.Buffer)
            {
                received.Write(segment.Span);
            }

            connection.Client.Input.AdvanceTo(read.Buffer.End);
        }
        while (!read.IsCompleted);

        Assert.Equal(Enumerable.Range(1, 1001).Select(i => (uint)i), Pdu.Split(received.WrittenSpan).Select(Pdu.CallId));
        Assert.Equal(RpcVerdict.PeerEnded, await session.WaitAsync(_patience));
    }

    public static TheoryData<byte[], RpcVerdict> Ends => new()
    {
        { [], RpcVerdict.PeerEnded },
        { GoldenPdus.Bind, RpcVerdict.PeerEnded },
        { [.. GoldenPdus.Bind, 5], RpcVerdict.Truncated },
        { GoldenPdus.Request[..20], RpcVerdict.Truncated },
        { [1, 2, 3, 4], RpcVerdict.NotAPdu },
        { Pdu.With(GoldenPdus.Bind, 8, 0xD1, 0x16), RpcVerdict.NotAPdu },    // frag_length 5 841
        { Pdu.Of(17, 1), RpcVerdict.UnexpectedPdu },
        { Pdu.WithVerifier(GoldenPdus.Bind), RpcVerdict.BindRejected },
        { GoldenPdus.Request, RpcVerdict.ProtocolError },
        { Pdu.BigEndian(GoldenPdus.Bind), RpcVerdict.UnsupportedDataRepresentation },
        { Pdu.With(GoldenPdus.Bind, 10, 0xFF, 0xFF), RpcVerdict.MalformedPdu },
    };

    [Theory]
    [MemberData(nameof(Ends))]
    public async Task A_session_ends_for_one_reason_and_completes_its_pipe(byte[] sent, RpcVerdict verdict)
    {
        var connection = new InMemoryConnection();
        Task<RpcVerdict> session = RpcServiceSession.RunAsync(connection.Server, RpcService.Echo());
        await connection.Client.Output.WriteAsync(sent);
        await connection.Client.Output.CompleteAsync();
        Assert.Equal(verdict, await session.WaitAsync(_patience));

        ReadResult rest = await connection.Client.Input.ReadAtLeastAsync(int.MaxValue);
        Assert.True(rest.IsCompleted);
        bool isAnswered = verdict is RpcVerdict.BindRejected or RpcVerdict.ProtocolError or RpcVerdict.UnsupportedDataRepresentation;
        Assert.True(!isAnswered || rest.Buffer.Length >= 24, "the negative answer arrives before the end");
    }

    [Fact]
    public async Task A_cancelled_session_completes_its_pipe_and_throws()
    {
        var connection = new InMemoryConnection();
        using var cancellation = new CancellationTokenSource();
        Task<RpcVerdict> session = RpcServiceSession.RunAsync(connection.Server, RpcService.Echo(), cancellation.Token);
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => session.WaitAsync(_patience));
        Assert.True((await connection.Client.Input.ReadAsync()).IsCompleted);
    }

    [Fact]
    public async Task A_connection_that_breaks_is_a_peer_that_ended()
    {
        var connection = new InMemoryConnection();
        Task<RpcVerdict> session = RpcServiceSession.RunAsync(connection.Server, RpcService.Echo());
        await connection.Client.Output.CompleteAsync(new IOException("reset"));
        Assert.Equal(RpcVerdict.PeerEnded, await session.WaitAsync(_patience));
    }

    /// <summary>A clock that stands still and counts the timers that are made.</summary>
    private sealed class TimerCount : Microsoft.Extensions.Time.Testing.FakeTimeProvider
    {
        private int _made;

        public int Made => Volatile.Read(ref _made);

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            Interlocked.Increment(ref _made);
            return base.CreateTimer(callback, state, dueTime, period);
        }
    }
}
