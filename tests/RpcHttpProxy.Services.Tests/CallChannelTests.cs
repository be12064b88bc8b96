using System.IO.Pipelines;

namespace RpcHttpProxy.Services.Tests;

public class CallChannelTests
{
    private readonly InMemoryConnection _connection = new();
    private readonly RpcCallChannel _channel;

    public CallChannelTests() => _channel = new RpcCallChannel(_connection.Client);

    [Fact]
    public async Task A_fault_is_thrown_with_its_name_and_the_channel_goes_on()
    {
        _ = RpcServiceSession.RunAsync(_connection.Server, RpcService.Echo());
        await _channel.BindAsync(EchoInterface.Syntax);
        var fault = await Assert.ThrowsAsync<RpcFaultException>(() => _channel.CallAsync(77, ReadOnlyMemory<byte>.Empty));
        Assert.Equal("nca_s_op_rng_error", fault.Fault.Name);
        Assert.Contains("nca_s_op_rng_error (0x1c010002)", fault.Message, StringComparison.Ordinal);
        Assert.Equal(2u, await new RpcEchoClient(_channel).AddOneAsync(1));
    }

    [Fact]
    public async Task A_rejected_interface_is_thrown_and_another_may_be_bound()
    {
        _ = RpcServiceSession.RunAsync(_connection.Server, RpcService.Echo());
        var rejected = await Assert.ThrowsAsync<RpcBindRejectedException>(() => _channel.BindAsync(new RpcSyntaxId(Guid.NewGuid(), 1, 0)));
        Assert.Equal("provider_rejection: abstract_syntax_not_supported", rejected.Rejection);
        await _channel.BindAsync(EchoInterface.Syntax);
        Assert.Equal(2u, await new RpcEchoClient(_channel).AddOneAsync(1));
    }

    [Fact]
    public async Task A_stub_too_long_for_the_server_faults_and_the_channel_goes_on()
    {
        _ = RpcServiceSession.RunAsync(_connection.Server, new RpcService([new EchoInterface()]) { MaxRequestStub = 100_000 });
        await _channel.BindAsync(EchoInterface.Syntax);
        var echo = new RpcEchoClient(_channel);
        var fault = await Assert.ThrowsAsync<RpcFaultException>(() => echo.SinkDataAsync(new byte[200_000]));
        Assert.Equal(RpcFaultStatus.rpc_s_access_denied, fault.Fault.Status);
        Assert.Equal(2u, await echo.AddOneAsync(1));
    }

    [Fact]
    public async Task A_server_that_closes_before_its_answer_is_a_lost_connection()
    {
        Task<Exception?> call = BoundCall();
        await _connection.Server.Output.WriteAsync(GoldenPdus.Response.AsMemory(0, 20));
        await _connection.Server.Output.CompleteAsync();
        Assert.IsType<RpcConnectionLostException>(await call);
        await Assert.ThrowsAsync<RpcConnectionLostException>(() => _channel.CallAsync(0, ReadOnlyMemory<byte>.Empty));
    }

    [Fact]
    public async Task A_connection_that_breaks_is_a_lost_connection_with_the_cause_inside()
    {
        Task<Exception?> call = BoundCall();
        await _connection.Server.Output.CompleteAsync(new IOException("reset"));
        Assert.IsType<IOException>(Assert.IsType<RpcConnectionLostException>(await call).InnerException);
    }

    [Fact]
    public async Task A_server_that_no_longer_reads_is_a_lost_connection()
    {
        await _connection.Server.Input.CompleteAsync();
        await Assert.ThrowsAsync<RpcConnectionLostException>(() => _channel.BindAsync(EchoInterface.Syntax));
    }

    [Fact]
    public async Task A_shutdown_is_a_lost_connection()
    {
        Task<Exception?> call = BoundCall();
        await _connection.Server.Output.WriteAsync(Pdu.Of(17, callId: 0));
        Assert.IsType<RpcConnectionLostException>(await call);
    }

    [Fact]
    public async Task What_is_no_pdu_or_no_answer_is_a_protocol_error()
    {
        Task<Exception?> call = BoundCall();
        await _connection.Server.Output.WriteAsync("HTTP/1.1 200 OK"u8.ToArray());
        Assert.IsType<RpcProtocolException>(await call);

        var other = new CallChannelTests();
        Task<Exception?> otherCall = other.BoundCall();
        await other._connection.Server.Output.WriteAsync(Pdu.With(GoldenPdus.Response, 12, 9));
        Assert.IsType<RpcProtocolException>(await otherCall);
    }

    [Fact]
    public async Task An_answer_that_does_not_decode_is_a_protocol_error()
    {
        Task<Exception?> call = BoundCall();
        await _connection.Server.Output.WriteAsync(Pdu.With(GoldenPdus.Response[..26], 8, 26));
        Assert.IsType<RpcProtocolException>(await call);
    }

    [Fact]
    public async Task A_second_call_at_once_is_refused_and_the_first_goes_on()
    {
        Task<Exception?> call = BoundCall();
        await Assert.ThrowsAsync<InvalidOperationException>(() => _channel.CallAsync(0, ReadOnlyMemory<byte>.Empty));
        await _connection.Server.Output.WriteAsync(GoldenPdus.Response);
        Assert.Null(await call);
    }

    [Fact]
    public async Task After_a_cancelled_call_nothing_can_be_called()
    {
        await _connection.Server.Output.WriteAsync(GoldenPdus.BindAck);
        await _channel.BindAsync(EchoInterface.Syntax);
        using var cancellation = new CancellationTokenSource();
        Task<ReadOnlyMemory<byte>> call = _channel.CallAsync(0, ReadOnlyMemory<byte>.Empty, cancellation.Token);
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        await Assert.ThrowsAsync<RpcConnectionLostException>(() => _channel.CallAsync(0, ReadOnlyMemory<byte>.Empty));
    }

    [Fact]
    public async Task A_disposed_channel_ends_both_directions()
    {
        await _channel.DisposeAsync();
        ReadResult read = await _connection.Server.Input.ReadAsync();
        Assert.True(read.IsCompleted);
        Assert.True((await _connection.Server.Output.FlushAsync()).IsCompleted);
    }

    /// <summary>An AddOne under way on a channel bound by canned answers; its outcome is null or what it threw.</summary>
    private async Task<Exception?> BoundCall()
    {
        await _connection.Server.Output.WriteAsync(GoldenPdus.BindAck);
        await _channel.BindAsync(EchoInterface.Syntax);
        return await Record.ExceptionAsync(() => new RpcEchoClient(_channel).AddOneAsync(41)).WaitAsync(TimeSpan.FromSeconds(20));
    }
}
