using System.Buffers;
using System.Buffers.Binary;

namespace RpcHttpProxy.Services;

/// <summary>Cuts one stub into request or response PDUs ([C706] 12.6.4.9, 12.6.4.10), one at each call, straight into the output.</summary>
/* +16 alloc_hint(4)  +20 p_cont_id(2)  +22 opnum(2) of a request, cancel_count and reserved of a response  +24 stub */
internal sealed class FragmentWriter
{
    private const int AllocHintOffset = 16;
    private const int ContextIdOffset = 20;
    private const int OpnumOffset = 22;
    private const int HeaderLength = 24;

    /// <summary>All fragments of a stub but the last hold a multiple of eight octets ([C706] 12.6.3.1).</summary>
    private const int StubAlignmentMask = ~7;

    private IRpcStub? _stub;
    private RpcPduType _type;
    private uint _callId;
    private ushort _contextId;
    private ushort _opnum;
    private int _maxBody;
    private int _offset;

    /// <summary>True while PDUs of the started stub are still to be written.</summary>
    public bool HasMore => _stub is not null;

    /// <summary>Begins a stub, to be read until its last PDU is written; none becomes longer than <paramref name="maxFragment"/>.</summary>
    public void Start(RpcPduType type, uint callId, ushort contextId, ushort opnum, IRpcStub stub, int maxFragment)
    {
        _type = type;
        _callId = callId;
        _contextId = contextId;
        _opnum = opnum;
        _stub = stub;
        _maxBody = (maxFragment - HeaderLength) & StubAlignmentMask;
        _offset = 0;
    }

    /// <summary>Forgets what is still to be written.</summary>
    public void Stop() => _stub = null;

    /// <summary>Writes the next PDU.</summary>
    public void WriteNext(IBufferWriter<byte> output)
    {
        IRpcStub stub = _stub ?? throw new InvalidOperationException("No stub is waiting to be written.");
        int remaining = stub.Length - _offset;
        int body = Math.Min(remaining, _maxBody);
        int length = HeaderLength + body;
        PfcFlags flags = PfcFlags.None;
        if (_offset == 0)
        {
            flags |= PfcFlags.FirstFrag;
        }

        if (body == remaining)
        {
            flags |= PfcFlags.LastFrag;
        }

        Span<byte> pdu = output.GetSpan(length)[..length];
        RpcPduHeader.Write(pdu, _type, flags, length, _callId);
        BinaryPrimitives.WriteUInt32LittleEndian(pdu[AllocHintOffset..], (uint)remaining);    // what is still to come, [MS-RPCE] 2.2.2.6
        BinaryPrimitives.WriteUInt16LittleEndian(pdu[ContextIdOffset..], _contextId);
        BinaryPrimitives.WriteUInt16LittleEndian(pdu[OpnumOffset..], _opnum);
        stub.CopyTo(_offset, pdu[HeaderLength..]);
        output.Advance(length);

        _offset += body;
        if (body == remaining)
        {
            _stub = null;
        }
    }
}
