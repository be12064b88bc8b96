using System.Buffers;

namespace RpcHttpProxy.Services;

/// <summary>
/// The client's end of one connection, without any IO: binds, cuts a request into PDUs, puts a response together ([C706] chapter 12,
/// [MS-RPCE] 3.3.2). One call at a time, unauthenticated. Not thread-safe.
/// </summary>
public sealed class RpcClientAssociation : IDisposable
{
    private enum Awaited
    {
        Nothing,
        BindAnswer,
        CallAnswer,
    }

    private readonly int _maxFragment;
    private readonly FragmentWriter _request = new();
    private readonly StubBuffer _response;

    private Awaited _awaited;
    private bool _isBound;
    private bool _isAssembling;
    private uint _associationGroup;
    private int _maxXmitFrag = FragmentSize.Minimum;
    private uint _callId;
    private ushort _contextId;
    private ushort _proposedContextId;
    private ushort _lastContextId;

    /// <param name="maxFragment">The largest PDU to send and to take, in octets: 1 432 to 65 535. The server may lower it.</param>
    /// <param name="maxResponseStub">The longest response to put together, in octets.</param>
    public RpcClientAssociation(
        int maxFragment = FragmentSize.Default, int maxResponseStub = EchoInterface.OctetsOffset + EchoInterface.MaxOctets)
    {
        _maxFragment = maxFragment;
        _response = new StubBuffer(maxResponseStub);
    }

    /// <summary>True while fragments of the request wait to be written.</summary>
    public bool HasMoreFragments => _request.HasMore;

    /// <summary>The stub of the last response; its memory is good until the next call begins.</summary>
    public ReadOnlyMemory<byte> Response => _response.Stub;

    /// <summary>The last fault.</summary>
    public RpcFault Fault { get; private set; }

    /// <summary>Why the last bind was rejected, in the specification's words; empty before.</summary>
    public string Rejection { get; private set; } = "";

    /// <summary>For <see cref="RpcPipeline"/>: the presentation context of calls.</summary>
    internal ushort ContextId => _contextId;

    /// <summary>For <see cref="RpcPipeline"/>: the largest PDU the server takes.</summary>
    internal int MaxXmitFrag => _maxXmitFrag;

    /// <summary>For <see cref="RpcPipeline"/>, which counts on from it: call_id of the last call.</summary>
    internal uint LastCallId
    {
        get => _callId;
        set => _callId = value;
    }

    /// <summary>Proposes an interface in NDR, by a bind or then by an alter_context. Calls go to the last one accepted.</summary>
    public void WriteBind(RpcSyntaxId syntax, IBufferWriter<byte> output)
    {
        ExpectIdle();
        _awaited = Awaited.BindAnswer;
        _proposedContextId = _lastContextId++;
        var proposal = new PresentationContext(_proposedContextId, syntax, [RpcSyntaxId.Ndr]);
        new BindPdu(++_callId, PfcFlags.Whole, (ushort)_maxFragment, (ushort)_maxFragment, _associationGroup, [proposal])
            .Write(_isBound ? RpcPduType.AlterContext : RpcPduType.Bind, output);
    }

    /// <summary>Begins a call, whose PDUs <see cref="WriteNextFragment"/> gives; the stub is read until the last of them.</summary>
    public void StartRequest(ushort opnum, IRpcStub stub)
    {
        ExpectIdle();
        if (!_isBound)
        {
            throw new InvalidOperationException("No interface is bound.");
        }

        _awaited = Awaited.CallAnswer;
        _response.Release();
        _request.Start(RpcPduType.Request, ++_callId, _contextId, opnum, stub, _maxXmitFrag);
    }

    /// <summary>Writes the next PDU of the request.</summary>
    public void WriteNextFragment(IBufferWriter<byte> output) => _request.WriteNext(output);

    /// <summary>Takes one PDU, whole and alone. Never throws on any octets.</summary>
    public RpcClientEvent Receive(ReadOnlySpan<byte> pdu)
    {
        if (!RpcPduHeader.TryRead(pdu, out RpcPduHeader header) || header.Version != RpcPduHeader.ProtocolVersion || !header.IsLittleEndian)
        {
            return RpcClientEvent.ProtocolError;
        }

        return header.Type switch
        {
            RpcPduType.BindAck when _awaited == Awaited.BindAnswer && !_isBound => OnBindAck(header, pdu),
            RpcPduType.AlterContextResponse when _awaited == Awaited.BindAnswer && _isBound => OnBindAck(header, pdu),
            RpcPduType.BindNak when _awaited == Awaited.BindAnswer => OnBindNak(header, pdu),
            RpcPduType.Response => OnResponse(header, pdu),
            RpcPduType.Fault when _awaited != Awaited.Nothing => OnFault(header, pdu),
            RpcPduType.Shutdown => RpcClientEvent.Shutdown,
            _ => RpcClientEvent.ProtocolError,
        };
    }

    /// <summary>Gives the memory of the last response back.</summary>
    public void Dispose() => _response.Release();

    private RpcClientEvent OnBindAck(in RpcPduHeader header, ReadOnlySpan<byte> pdu)
    {
        if (BindAckPdu.Read(header, pdu) is not { Results: [PresentationResult result] } answer)
        {
            return RpcClientEvent.ProtocolError;
        }

        _awaited = Awaited.Nothing;
        if (!_isBound)
        {
            _isBound = true;
            _associationGroup = answer.AssocGroupId;
            _maxXmitFrag = FragmentSize.Agreed(_maxFragment, answer.MaxRecvFrag);
        }

        if (result.Code != PresentationResultCode.acceptance || result.TransferSyntax != RpcSyntaxId.Ndr)
        {
            Rejection = $"{result.Code}: {(ProviderReason)result.Reason}";
            return RpcClientEvent.BindRejected;
        }

        _contextId = _proposedContextId;
        return RpcClientEvent.Bound;
    }

    private RpcClientEvent OnBindNak(in RpcPduHeader header, ReadOnlySpan<byte> pdu)
    {
        if (BindNakPdu.Read(header, pdu) is not { } nak)
        {
            return RpcClientEvent.ProtocolError;
        }

        _awaited = Awaited.Nothing;
        Rejection = $"bind_nak: {nak.Reason}";
        return RpcClientEvent.BindRejected;
    }

    private RpcClientEvent OnResponse(in RpcPduHeader header, ReadOnlySpan<byte> pdu)
    {
        if (_awaited != Awaited.CallAnswer || header.CallId != _callId || HasMoreFragments)
        {
            return RpcClientEvent.ProtocolError;
        }

        bool continues = !header.Flags.HasFlag(PfcFlags.FirstFrag);
        if (continues != _isAssembling)
        {
            return RpcClientEvent.ProtocolError;
        }

        if (!ResponsePdu.TryReadStub(header, pdu, out ReadOnlySpan<byte> stub))
        {
            return RpcClientEvent.ProtocolError;
        }

        if (!_response.TryAppend(stub))
        {
            return RpcClientEvent.ProtocolError;
        }

        _isAssembling = !header.Flags.HasFlag(PfcFlags.LastFrag);
        if (_isAssembling)
        {
            return RpcClientEvent.NeedMore;
        }

        _awaited = Awaited.Nothing;
        return RpcClientEvent.Response;
    }

    private RpcClientEvent OnFault(in RpcPduHeader header, ReadOnlySpan<byte> pdu)
    {
        if (header.CallId != _callId || FaultPdu.Read(header, pdu) is not { } fault)
        {
            return RpcClientEvent.ProtocolError;
        }

        _awaited = Awaited.Nothing;
        _isAssembling = false;
        _request.Stop();    // a server faults as soon as it knows ([MS-RPCE] 3.3.3.5.8) and ignores the fragments it did not wait for
        Fault = fault.Fault;
        return RpcClientEvent.Fault;
    }

    private void ExpectIdle()
    {
        if (_awaited != Awaited.Nothing)
        {
            throw new InvalidOperationException("The last bind or call has not been answered.");
        }
    }
}
