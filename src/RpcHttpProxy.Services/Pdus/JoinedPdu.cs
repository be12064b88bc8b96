using System.Buffers;

namespace RpcHttpProxy.Services;

/// <summary>A PDU in one piece: the buffer's own memory where it lies so, else a pooled copy until disposed.</summary>
internal readonly ref struct JoinedPdu
{
    private readonly byte[]? _rented;

    public JoinedPdu(in ReadOnlySequence<byte> pdu)
    {
        if (pdu.IsSingleSegment)
        {
            Octets = pdu.FirstSpan;
            return;
        }

        _rented = ArrayPool<byte>.Shared.Rent((int)pdu.Length);
        pdu.CopyTo(_rented);
        Octets = _rented.AsSpan(0, (int)pdu.Length);
    }

    public ReadOnlySpan<byte> Octets { get; }

    public void Dispose()
    {
        if (_rented is not null)
        {
            ArrayPool<byte>.Shared.Return(_rented);
        }
    }
}
