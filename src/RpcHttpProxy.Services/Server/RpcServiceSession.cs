using System.Buffers;
using System.IO.Pipelines;
using RpcHttpProxy.Protocol;

namespace RpcHttpProxy.Services;

/// <summary>Runs a <see cref="RpcServerAssociation"/> over a pipe that carries RPC PDUs both ways.</summary>
public sealed class RpcServiceSession
{
    private static uint _lastAssociationGroup;

    private readonly PipeReader _input;
    private readonly CountedOutput _output;
    private readonly RpcServerAssociation _association;
    private readonly int _maxFragment;
    private readonly TimeSpan _requestTimeout;
    private readonly TimeProvider _time;
    private int _request;
    private long _requestBegan;
    private ITimer? _late;

    private RpcServiceSession(IDuplexPipe pipe, RpcServerAssociation association, RpcService service, TimeProvider time)
    {
        _input = pipe.Input;
        _output = new CountedOutput(pipe.Output);
        _association = association;
        _maxFragment = service.MaxFragment;
        _requestTimeout = service.RequestTimeout;
        _time = time;
    }

    /// <inheritdoc cref="RunAsync(IDuplexPipe, RpcService, TimeProvider, CancellationToken)"/>
    public static Task<RpcVerdict> RunAsync(
        IDuplexPipe pipe, IReadOnlyList<IRpcInterface> interfaces, CancellationToken cancellation = default) =>
        RunAsync(pipe, new RpcService(interfaces), TimeProvider.System, cancellation);

    /// <inheritdoc cref="RunAsync(IDuplexPipe, RpcService, TimeProvider, CancellationToken)"/>
    public static Task<RpcVerdict> RunAsync(IDuplexPipe pipe, RpcService service, CancellationToken cancellation = default) =>
        RunAsync(pipe, service, TimeProvider.System, cancellation);

    /// <summary>
    /// Answers every call until the pipe ends or a PDU ends it, completes both directions of the pipe, and tells why. Takes no further PDU
    /// while a reply waits for the peer. Throws only when cancelled, or when an interface did.
    /// </summary>
    public static async Task<RpcVerdict> RunAsync(
        IDuplexPipe pipe, RpcService service, TimeProvider time, CancellationToken cancellation = default)
    {
        using var association = new RpcServerAssociation(service, NextAssociationGroup());
        var session = new RpcServiceSession(pipe, association, service, time);
        try
        {
            return await session.AnswerAsync(cancellation);
        }
        catch (IOException)
        {
            return RpcVerdict.PeerEnded;
        }
        finally
        {
            if (session._late is { } late)
            {
                await late.DisposeAsync();
            }

            await pipe.Input.CompleteAsync();
            await pipe.Output.CompleteAsync();
        }
    }

    private async Task<RpcVerdict> AnswerAsync(CancellationToken cancellation)
    {
        bool peerReads = true;
        while (peerReads)
        {
            if (!_input.TryRead(out ReadResult read))
            {
                if (!await _output.FlushAsync(cancellation))
                {
                    break;    // all that could be answered is: let it go before waiting
                }

                if (await ReadAsync(cancellation) is not { } more)
                {
                    return RpcVerdict.RequestTimedOut;
                }

                read = more;
            }

            RpcVerdict verdict = Take(read);
            peerReads = await WriteRepliesAsync(cancellation);
            if (verdict == RpcVerdict.Continue)
            {
                continue;
            }

            await _output.FlushAsync(cancellation);
            return verdict;
        }

        return RpcVerdict.PeerEnded;
    }

    /// <summary>Waits for more; null when the rest of a request that has begun doesn't come in time.</summary>
    private async ValueTask<ReadResult?> ReadAsync(CancellationToken cancellation)
    {
        if (!_association.IsAssembling)
        {
            return await _input.ReadAsync(cancellation);
        }

        if (_request != _association.RequestsBegun)
        {
            _request = _association.RequestsBegun;
            _requestBegan = _time.GetTimestamp();
        }

        TimeSpan left = _requestTimeout - _time.GetElapsedTime(_requestBegan);
        if (left <= TimeSpan.Zero)
        {
            return null;
        }

        // One timer for the session's life. Where it has elapsed for a wait that was over by then, the time tells, and the loop goes on.
        _late ??= _time.CreateTimer(
            static input => ((PipeReader)input!).CancelPendingRead(), _input, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _late.Change(left, Timeout.InfiniteTimeSpan);
        ReadResult read = await _input.ReadAsync(cancellation);
        _late.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        return read.IsCanceled && _time.GetElapsedTime(_requestBegan) >= _requestTimeout ? null : read;
    }

    /// <summary>
    /// Receives PDUs up to the first that begins a response, and releases what it took before that response is written: a client whose
    /// own flush waits until all is consumed would else never come to read.
    /// </summary>
    private RpcVerdict Take(in ReadResult read)
    {
        ReadOnlySequence<byte> rest = read.Buffer;
        var verdict = RpcVerdict.Continue;
        var framed = FrameResult.Complete;
        while (framed == FrameResult.Complete && verdict == RpcVerdict.Continue && !_association.HasMoreReplies && !_output.IsFlushDue)
        {
            framed = PduFramer.TryRead(ref rest, _maxFragment, read.IsCompleted, out ReadOnlySequence<byte> pdu);
            if (framed == FrameResult.Complete)
            {
                verdict = Receive(pdu);
            }
        }

        _input.AdvanceTo(rest.Start, framed == FrameResult.Complete ? rest.Start : rest.End);
        return framed switch
        {
            FrameResult.Invalid => RpcVerdict.NotAPdu,
            FrameResult.Truncated => RpcVerdict.Truncated,
            FrameResult.NeedMoreData when read.IsCompleted => RpcVerdict.PeerEnded,
            _ => verdict,
        };
    }

    private RpcVerdict Receive(in ReadOnlySequence<byte> pdu)
    {
        using var joined = new JoinedPdu(pdu);
        return _association.Receive(joined.Octets, _output);
    }

    /// <summary>Writes the response that was begun, if any; false when the peer no longer reads.</summary>
    private async ValueTask<bool> WriteRepliesAsync(CancellationToken cancellation)
    {
        bool peerReads = true;
        while (peerReads && (_association.HasMoreReplies || _output.IsFlushDue))
        {
            if (_output.IsFlushDue)
            {
                peerReads = await _output.FlushAsync(cancellation);
            }
            else
            {
                _association.WriteNextReply(_output);
            }
        }

        return peerReads;
    }

    private static uint NextAssociationGroup()
    {
        uint next = Interlocked.Increment(ref _lastAssociationGroup);
        return next == 0 ? NextAssociationGroup() : next;
    }
}
