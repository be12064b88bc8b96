using System.Buffers;
using System.IO.Pipelines;
using RpcHttpProxy.Protocol;

namespace RpcHttpProxy.Services;

/// <summary>
/// Makes RPC calls over a pipe that carries RPC PDUs both ways: <see cref="BindAsync"/> once for each interface, then
/// <see cref="CallAsync(ushort, ReadOnlyMemory{byte}, CancellationToken)"/>, one at a time. A cancelled or broken call is the last one.
/// </summary>
public sealed class RpcCallChannel : IAsyncDisposable
{
    private readonly IDuplexPipe _pipe;
    private readonly CountedOutput _output;
    private readonly RpcClientAssociation _association;
    private readonly int _maxFragment;
    private bool _isBroken;
    private int _isBusy;

    /// <param name="pipe">The connection; the channel completes both directions when it is disposed.</param>
    /// <param name="maxFragment">The largest PDU to send and to take, in octets: 1 432 to 65 535.</param>
    public RpcCallChannel(IDuplexPipe pipe, int maxFragment = FragmentSize.Default)
    {
        _pipe = pipe;
        _output = new CountedOutput(pipe.Output);
        _maxFragment = maxFragment;
        _association = new RpcClientAssociation(maxFragment);
    }

    /// <summary>Binds an interface in NDR; the calls that follow go to it.</summary>
    /// <exception cref="RpcException">Rejected, faulted, or the connection broke.</exception>
    public Task BindAsync(RpcSyntaxId syntax, CancellationToken cancellation = default) => ExclusivelyAsync(async () =>
    {
        _association.WriteBind(syntax, _output);
        await FlushAsync(cancellation);
        if (await ReceiveAsync(cancellation) == RpcClientEvent.BindRejected)
        {
            throw new RpcBindRejectedException(syntax, _association.Rejection);
        }
    });

    /// <summary>Calls an operation and returns the stub of its response, whose memory is good until the next call.</summary>
    /// <exception cref="RpcException">Faulted, or the connection broke.</exception>
    public Task<ReadOnlyMemory<byte>> CallAsync(ushort opnum, ReadOnlyMemory<byte> stub, CancellationToken cancellation = default) =>
        CallAsync(opnum, new MemoryStub(stub), cancellation);

    /// <inheritdoc cref="CallAsync(ushort, ReadOnlyMemory{byte}, CancellationToken)"/>
    public async Task<ReadOnlyMemory<byte>> CallAsync(ushort opnum, IRpcStub stub, CancellationToken cancellation = default)
    {
        await ExclusivelyAsync(async () =>
        {
            _association.StartRequest(opnum, stub);
            await SendRequestAsync(cancellation);
            await ReceiveAsync(cancellation);
        });
        return _association.Response;
    }

    /// <summary>
    /// Calls one operation again and again, sending requests while the answers of earlier ones come: octets go both ways at once.
    /// <paramref name="onResponse"/> gets each response's stub, in order; its memory is good until it returns.
    /// </summary>
    /// <exception cref="RpcException">Faulted, or the connection broke.</exception>
    public Task PipelineAsync(
        ushort opnum, IEnumerable<IRpcStub> requests, Action<ReadOnlyMemory<byte>> onResponse, CancellationToken cancellation = default) =>
        ExclusivelyAsync(() => new RpcPipeline(_pipe, _output, _association, _maxFragment).RunAsync(opnum, requests, onResponse, cancellation));

    /// <summary>Ends the connection by completing both directions of the pipe.</summary>
    public async ValueTask DisposeAsync()
    {
        _isBroken = true;
        _association.Dispose();
        await _pipe.Output.CompleteAsync();
        await _pipe.Input.CompleteAsync();
    }

    /// <summary>Lets one exchange happen at a time, and none after one that was left in its middle.</summary>
    private async Task ExclusivelyAsync(Func<Task> exchange)
    {
        if (_isBroken)
        {
            throw new RpcConnectionLostException("The connection ended, or an earlier call was left in its middle.");
        }

        if (Interlocked.Exchange(ref _isBusy, 1) != 0)
        {
            throw new InvalidOperationException("Another call is under way on this channel.");
        }

        try
        {
            await exchange();
        }
        catch (IOException broken)
        {
            _isBroken = true;
            throw new RpcConnectionLostException("The connection broke.", broken);
        }
        catch (Exception failed) when (failed is not (RpcFaultException or RpcBindRejectedException))
        {
            _isBroken = true;
            throw;
        }
        finally
        {
            Volatile.Write(ref _isBusy, 0);
        }
    }

    private async Task SendRequestAsync(CancellationToken cancellation)
    {
        while (_association.HasMoreFragments)
        {
            _association.WriteNextFragment(_output);
            if (_output.IsFlushDue)
            {
                await FlushAsync(cancellation);
            }
        }

        await FlushAsync(cancellation);
    }

    private async Task FlushAsync(CancellationToken cancellation)
    {
        if (!await _output.FlushAsync(cancellation))
        {
            throw new RpcConnectionLostException("The server closed the connection before the request was sent.");
        }
    }

    /// <summary>Reads until an answer is whole; a fault and whatever ends the connection are thrown.</summary>
    private async Task<RpcClientEvent> ReceiveAsync(CancellationToken cancellation)
    {
        while (true)
        {
            ReadResult read = await _pipe.Input.ReadAsync(cancellation);
            ReadOnlySequence<byte> rest = read.Buffer;
            RpcClientEvent received = RpcClientEvent.NeedMore;
            FrameResult framed = FrameResult.NeedMoreData;
            while (received == RpcClientEvent.NeedMore
                && (framed = Frame(ref rest, read.IsCompleted, out ReadOnlySequence<byte> pdu)) == FrameResult.Complete)
            {
                received = Receive(pdu);
            }

            _pipe.Input.AdvanceTo(rest.Start, received == RpcClientEvent.NeedMore ? rest.End : rest.Start);
            if (received != RpcClientEvent.NeedMore)
            {
                return Judge(received);
            }

            if (framed == FrameResult.Invalid)
            {
                throw new RpcProtocolException($"The server sent what is no RPC PDU of at most {_maxFragment} octets.");
            }

            if (read.IsCompleted)
            {
                throw new RpcConnectionLostException("The server closed the connection before its answer was whole.");
            }
        }
    }

    private FrameResult Frame(ref ReadOnlySequence<byte> rest, bool isEnd, out ReadOnlySequence<byte> pdu) =>
        PduFramer.TryRead(ref rest, _maxFragment, isEnd, out pdu);

    private RpcClientEvent Receive(in ReadOnlySequence<byte> pdu)
    {
        using var joined = new JoinedPdu(pdu);
        return _association.Receive(joined.Octets);
    }

    private RpcClientEvent Judge(RpcClientEvent received) => received switch
    {
        RpcClientEvent.Fault => throw new RpcFaultException(_association.Fault),
        RpcClientEvent.Shutdown => throw new RpcConnectionLostException("The server asked to close the connection."),
        RpcClientEvent.ProtocolError => throw new RpcProtocolException("The server sent a PDU that is no answer to the request."),
        _ => received,
    };
}
