using System.Buffers;
using System.IO.Pipelines;

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
            foreach (ReadOnlyMemory<byte> segment in read.Buffer) received.Write(segment.Span);
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
}
