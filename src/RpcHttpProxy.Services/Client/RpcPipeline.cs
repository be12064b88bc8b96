using System.Buffers;
using System.IO.Pipelines;
using RpcHttpProxy.Protocol;

namespace RpcHttpProxy.Services;

/// <summary>
/// Calls of one operation whose requests go out while the answers of earlier ones come in: octets stream both ways at once. The server must
/// answer in order, as one does that takes a call at a time.
/// </summary>
internal sealed class RpcPipeline(IDuplexPipe pipe, CountedOutput output, RpcClientAssociation association, int maxFragment)
{
    private readonly FragmentWriter _request = new();
    private readonly StubBuffer _response = new(EchoInterface.OctetsOffset + EchoInterface.MaxOctets);
    private uint _sent = association.LastCallId;
    private uint _answered = association.LastCallId;
    private bool _isAssembling;

    /// <summary>Makes the calls, and hands each response's stub over; its memory is good during the call only.</summary>
    public async Task RunAsync(
        ushort opnum, IEnumerable<IRpcStub> requests, Action<ReadOnlyMemory<byte>> onResponse, CancellationToken cancellation)
    {
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var total = new TaskCompletionSource<uint>();
        Task sending = EndingOther(SendAsync(opnum, requests, total, either.Token), either);
        Task receiving = EndingOther(ReceiveAsync(total.Task, onResponse, either.Token), either);
        try
        {
            await Task.WhenAll(sending, receiving);
        }
        finally
        {
            association.LastCallId = _sent;
            _response.Release();
        }

        // The first fault matters: the other direction's is that it was cancelled.
        static async Task EndingOther(Task task, CancellationTokenSource either)
        {
            try
            {
                await task;
            }
            catch
            {
                await either.CancelAsync();
                throw;
            }
        }
    }

    private async Task SendAsync(ushort opnum, IEnumerable<IRpcStub> requests, TaskCompletionSource<uint> total, CancellationToken cancellation)
    {
        foreach (IRpcStub request in requests)
        {
            Volatile.Write(ref _sent, _sent + 1);
            _request.Start(RpcPduType.Request, _sent, association.ContextId, opnum, request, association.MaxXmitFrag);
            while (_request.HasMore)
            {
                _request.WriteNext(output);
                if (output.IsFlushDue)
                {
                    await FlushAsync(cancellation);
                }
            }

            await FlushAsync(cancellation);
        }

        total.SetResult(_sent);
        pipe.Input.CancelPendingRead();    // the last answer may have been taken already
    }

    private async Task FlushAsync(CancellationToken cancellation)
    {
        if (!await output.FlushAsync(cancellation))
        {
            throw new RpcConnectionLostException("The server closed the connection in the middle of the calls.");
        }
    }

    private async Task ReceiveAsync(Task<uint> total, Action<ReadOnlyMemory<byte>> onResponse, CancellationToken cancellation)
    {
        while (!total.IsCompletedSuccessfully || _answered != await total)
        {
            ReadResult read = await pipe.Input.ReadAsync(cancellation);
            ReadOnlySequence<byte> rest = read.Buffer;
            FrameResult framed;
            while ((framed = PduFramer.TryRead(ref rest, maxFragment, read.IsCompleted, out ReadOnlySequence<byte> pdu)) == FrameResult.Complete)
            {
                Receive(pdu, onResponse);
            }

            pipe.Input.AdvanceTo(rest.Start, rest.End);
            if (framed == FrameResult.Invalid)
            {
                throw new RpcProtocolException($"The server sent what is no RPC PDU of at most {maxFragment} octets.");
            }

            if (read.IsCompleted)
            {
                throw new RpcConnectionLostException("The server closed the connection before its answers were whole.");
            }
        }
    }

    private void Receive(in ReadOnlySequence<byte> bytes, Action<ReadOnlyMemory<byte>> onResponse)
    {
        using var pdu = new JoinedPdu(bytes);
        if (!RpcPduHeader.TryRead(pdu.Octets, out RpcPduHeader header) || !header.IsLittleEndian)
        {
            throw NoAnswer();
        }

        if (header.Type == RpcPduType.Fault && FaultPdu.Read(header, pdu.Octets) is { } fault)
        {
            throw new RpcFaultException(fault.Fault);
        }

        bool continues = !header.Flags.HasFlag(PfcFlags.FirstFrag);
        if (header.Type != RpcPduType.Response || _answered == Volatile.Read(ref _sent) || header.CallId != _answered + 1
            || continues != _isAssembling
            || !ResponsePdu.TryReadStub(header, pdu.Octets, out ReadOnlySpan<byte> stub)
            || !_response.TryAppend(stub))
        {
            throw NoAnswer();
        }

        _isAssembling = !header.Flags.HasFlag(PfcFlags.LastFrag);
        if (!_isAssembling)
        {
            onResponse(_response.Stub);
            _response.Release();
            _answered++;
        }
    }

    private static RpcProtocolException NoAnswer() => new("The server sent a PDU that is no answer to the request.");
}
