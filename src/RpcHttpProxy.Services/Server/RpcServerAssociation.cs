using System.Buffers;

namespace RpcHttpProxy.Services;

/// <summary>
/// The server's end of one connection, without any IO: a PDU goes in, PDUs come out ([C706] chapter 12, [MS-RPCE] 3.3.3). A long response
/// is taken out fragment by fragment with <see cref="WriteNextReply"/>, so that it waits for the peer without being held in memory.
/// Unauthenticated only: a bind with a security trailer is rejected. Not thread-safe.
/// </summary>
public sealed class RpcServerAssociation : IDisposable
{
    /// <summary>How far a fragment's call_id may lie back to count as a rest of an old call ([MS-RPCE] 3.3.3.5.6).</summary>
    private const uint OldCallDistance = 150;

    private readonly RpcService _service;
    private readonly PresentationContexts _contexts;
    private readonly StubBuffer _requestStub;
    private readonly FragmentWriter _response = new();

    private ushort _maxXmitFrag = FragmentSize.Minimum;
    private ushort _maxRecvFrag = FragmentSize.Minimum;
    private uint _associationGroup;
    private bool _isBound;
    private bool _isAssembling;
    private uint _callId;
    private ushort _contextId;
    private ushort _opnum;

    /// <param name="service">What the server offers.</param>
    /// <param name="newAssociationGroup">The assoc_group_id for a client that brings none; not 0, which is how it says so.</param>
    public RpcServerAssociation(RpcService service, uint newAssociationGroup)
    {
        _service = service;
        _associationGroup = newAssociationGroup;
        _contexts = new PresentationContexts(service.Interfaces);
        _requestStub = new StubBuffer(service.MaxRequestStub, service.Budget);
    }

    /// <summary>True while fragments of a response wait to be written; until then no PDU may be received.</summary>
    public bool HasMoreReplies => _response.HasMore;

    /// <summary>True while a request's last fragment hasn't come.</summary>
    public bool IsAssembling => _isAssembling;

    /// <summary>Requests that have begun.</summary>
    public int RequestsBegun { get; private set; }

    /// <summary>
    /// Takes one PDU, whole and alone, and writes what answers it at once: bind_ack, bind_nak, alter_context_resp or fault. A response is
    /// only begun (see <see cref="HasMoreReplies"/>). Never throws on any octets; whatever but Continue comes back ends the connection,
    /// after the replies have been sent.
    /// </summary>
    public RpcVerdict Receive(ReadOnlySpan<byte> pdu, IBufferWriter<byte> replies)
    {
        if (HasMoreReplies)
        {
            throw new InvalidOperationException("The response to the last request has not been written to its end.");
        }

        _service.Statistics.CountPacketIn();
        if (!RpcPduHeader.TryRead(pdu, out RpcPduHeader header))
        {
            return RpcVerdict.MalformedPdu;
        }

        if (header.Version != RpcPduHeader.ProtocolVersion)
        {
            return Refuse(header, BindNakReason.protocol_version_not_specified, RpcVerdict.UnsupportedVersion, replies);
        }

        if (!header.IsLittleEndian)
        {
            return Refuse(header, BindNakReason.reason_not_specified, RpcVerdict.UnsupportedDataRepresentation, replies);
        }

        return header.Type switch
        {
            RpcPduType.Bind => OnBind(header, pdu, replies),
            RpcPduType.AlterContext => OnAlterContext(header, pdu, replies),
            RpcPduType.Request => OnRequest(header, pdu, replies),
            RpcPduType.Orphaned => OnOrphaned(header),
            RpcPduType.CoCancel => RpcVerdict.Continue,    // calls are answered at once: there is never one to cancel
            RpcPduType.Auth3 => RpcVerdict.Continue,       // it has no answer, and no security context came before it
            _ => RpcVerdict.UnexpectedPdu,
        };
    }

    /// <summary>Writes the next fragment of the response.</summary>
    public void WriteNextReply(IBufferWriter<byte> replies)
    {
        _response.WriteNext(replies);
        _service.Statistics.CountPacketOut();
        if (!_response.HasMore)
        {
            _requestStub.Release();    // not earlier: the reply may be a slice of it
        }
    }

    /// <summary>Gives the memory of an unfinished call back.</summary>
    public void Dispose() => _requestStub.Release();

    private RpcVerdict OnBind(in RpcPduHeader header, ReadOnlySpan<byte> pdu, IBufferWriter<byte> replies)
    {
        if (_isBound)
        {
            return RejectBind(header, BindNakReason.reason_not_specified, replies);
        }

        if (header.AuthLength != 0)
        {
            return RejectBind(header, BindNakReason.authentication_type_not_recognized, replies);
        }

        if (BindPdu.Read(header, pdu) is not { } bind)
        {
            return RejectBind(header, BindNakReason.protocol_version_not_specified, replies);
        }

        if (!_contexts.HasRoomFor(bind.Contexts))
        {
            return RejectBind(header, BindNakReason.local_limit_exceeded, replies);
        }

        _isBound = true;
        _maxXmitFrag = FragmentSize.Agreed(_service.MaxFragment, bind.MaxRecvFrag);
        _maxRecvFrag = FragmentSize.Agreed(_service.MaxFragment, bind.MaxXmitFrag);

        // A group ties context handles of several connections together. No interface here has any, so a client may join whichever it names.
        if (bind.AssocGroupId != 0)
        {
            _associationGroup = bind.AssocGroupId;
        }

        Acknowledge(bind, RpcPduType.BindAck, _service.SecondaryAddress, replies);
        return RpcVerdict.Continue;
    }

    private RpcVerdict OnAlterContext(in RpcPduHeader header, ReadOnlySpan<byte> pdu, IBufferWriter<byte> replies)
    {
        if (!_isBound || BindPdu.Read(header, pdu) is not { } alter)
        {
            return ProtocolError(header, replies);
        }

        if (header.AuthLength != 0)
        {
            return Fault(header.CallId, 0, RpcFaultStatus.authentication_type_not_recognized, replies);
        }

        if (!_contexts.HasRoomFor(alter.Contexts))
        {
            return RejectBind(header, BindNakReason.local_limit_exceeded, replies);
        }

        Acknowledge(alter, RpcPduType.AlterContextResponse, secondaryAddress: "", replies);
        return RpcVerdict.Continue;
    }

    private RpcVerdict OnRequest(in RpcPduHeader header, ReadOnlySpan<byte> pdu, IBufferWriter<byte> replies)
    {
        bool isFirst = header.Flags.HasFlag(PfcFlags.FirstFrag);
        if (!_isBound || isFirst == _isAssembling || !RequestPdu.TryRead(header, pdu, out RequestPdu request))
        {
            return !isFirst && IsOfAnOldCall(header) ? RpcVerdict.Continue : ProtocolError(header, replies);
        }

        if (isFirst)
        {
            BeginCall(header, request);
        }

        if (header.CallId != _callId)
        {
            return ProtocolError(header, replies);
        }

        if (_contexts.Find(_contextId) is not { } called)
        {
            return GiveUpCall(RpcFaultStatus.nca_s_unk_if, replies);
        }

        if (header.AuthLength != 0 || !_requestStub.IsWithinBound(request.Stub.Length))
        {
            return GiveUpCall(RpcFaultStatus.rpc_s_access_denied, replies);
        }

        if (!_requestStub.TryAppend(request.Stub))
        {
            return GiveUpCall(RpcFaultStatus.nca_s_fault_remote_no_memory, replies);
        }

        if (header.Flags.HasFlag(PfcFlags.LastFrag))
        {
            Dispatch(called, replies);
        }

        return RpcVerdict.Continue;
    }

    private RpcVerdict OnOrphaned(in RpcPduHeader header)
    {
        if (_isAssembling && header.CallId == _callId)
        {
            EndCall();
        }

        return RpcVerdict.Continue;
    }

    /// <summary>A call that was given up is still being sent by a client that has not read the fault yet.</summary>
    private bool IsOfAnOldCall(in RpcPduHeader header) => _isBound && !_isAssembling && _callId - header.CallId < OldCallDistance;

    private void BeginCall(in RpcPduHeader header, in RequestPdu request)
    {
        _isAssembling = true;
        RequestsBegun++;
        _callId = header.CallId;
        _contextId = request.ContextId;
        _opnum = request.Opnum;
    }

    private void Dispatch(IRpcInterface called, IBufferWriter<byte> replies)
    {
        _service.Statistics.CountCallIn();
        _isAssembling = false;
        RpcReply reply = called.Invoke(_opnum, _requestStub.Stub);
        if (reply.Stub is { } stub)
        {
            _response.Start(RpcPduType.Response, _callId, _contextId, opnum: 0, stub, _maxXmitFrag);
            return;
        }

        EndCall();
        bool didNotExecute = reply.Fault == RpcFaultStatus.nca_s_op_rng_error;
        Send(new FaultPdu(_callId, _contextId, new RpcFault(reply.Fault, didNotExecute)), replies);
    }

    private RpcVerdict GiveUpCall(RpcFaultStatus status, IBufferWriter<byte> replies)
    {
        EndCall();
        return Fault(_callId, _contextId, status, replies);
    }

    private void EndCall()
    {
        _isAssembling = false;
        _requestStub.Release();
    }

    private void Acknowledge(BindPdu proposal, RpcPduType type, string secondaryAddress, IBufferWriter<byte> replies)
    {
        // Multiplexing is agreed to: requests sent ahead wait in the pipe and are answered in order.
        PfcFlags flags = PfcFlags.Whole | (proposal.Flags & PfcFlags.ConcMpx);
        PresentationResult[] results = _contexts.Answer(proposal.Contexts);
        var answer = new BindAckPdu(proposal.CallId, flags, _maxXmitFrag, _maxRecvFrag, _associationGroup, secondaryAddress, results);
        answer.Write(type, replies);
        _service.Statistics.CountPacketOut();
    }

    /// <summary>Answers what cannot be understood as its type allows; types other than these three have no negative answer.</summary>
    private RpcVerdict Refuse(in RpcPduHeader header, BindNakReason reason, RpcVerdict verdict, IBufferWriter<byte> replies)
    {
        if (header.Type == RpcPduType.Bind)
        {
            RejectBind(header, reason, replies);
        }

        if (header.Type is RpcPduType.AlterContext or RpcPduType.Request)
        {
            ProtocolError(header, replies);
        }

        return verdict;
    }

    private RpcVerdict RejectBind(in RpcPduHeader header, BindNakReason reason, IBufferWriter<byte> replies)
    {
        new BindNakPdu(header.CallId, reason).Write(replies);
        _service.Statistics.CountPacketOut();
        return RpcVerdict.BindRejected;
    }

    private RpcVerdict ProtocolError(in RpcPduHeader header, IBufferWriter<byte> replies)
    {
        Fault(header.CallId, 0, RpcFaultStatus.nca_s_proto_error, replies);
        return RpcVerdict.ProtocolError;
    }

    private RpcVerdict Fault(uint callId, ushort contextId, RpcFaultStatus status, IBufferWriter<byte> replies)
    {
        Send(new FaultPdu(callId, contextId, new RpcFault(status, DidNotExecute: true)), replies);
        return RpcVerdict.Continue;
    }

    private void Send(FaultPdu fault, IBufferWriter<byte> replies)
    {
        fault.Write(replies);
        _service.Statistics.CountPacketOut();
    }
}
