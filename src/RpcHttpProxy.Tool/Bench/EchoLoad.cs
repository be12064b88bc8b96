using System.Buffers.Binary;
using RpcHttpProxy.Services;
using RpcHttpProxy.Tool.CommandLine;

namespace RpcHttpProxy.Tool.Bench;

/// <summary>
/// Calls of one kind and size, rendered once, and the check of their answers: every octet is compared, every PDU must be the next one.
/// </summary>
internal sealed class EchoLoad
{
    /* [C706] 12.6.4.9, 12.6.4.10:  +2 PTYPE  +3 pfc_flags  +4 drep  +8 frag_length(2)  +12 call_id(4)  +16 alloc_hint(4)  +20 p_cont_id(2)  +22 opnum(2)  +24 stub */
    private const int HeaderLength = 24;
    private const int CallIdOffset = 12;
    private const int MaxFragment = 5840;
    private const int MaxBody = (MaxFragment - HeaderLength) & ~7;
    private const byte Request = 0;
    private const byte Response = 2;
    private const byte FirstFrag = 1;
    private const byte LastFrag = 2;

    private static readonly byte[] s_counting = Counting(MaxFragment + 256);

    private readonly byte[] _pdus;
    private readonly int _responseStub;
    private readonly EchoLoadKind _kind;
    private readonly uint _octets;
    private uint _lastSent;
    private uint _answered;
    private int _offset;

    /// <param name="kind">Which call.</param>
    /// <param name="octets">How many octets each call moves.</param>
    /// <param name="lastCallId">call_id before the first call: the bind's.</param>
    public EchoLoad(EchoLoadKind kind, int octets, uint lastCallId = 1)
    {
        _kind = kind;
        _octets = (uint)octets;
        _lastSent = _answered = lastCallId;
        _pdus = kind == EchoLoadKind.Source
            ? Render((ushort)3, Count(octets))
            : Render(kind == EchoLoadKind.Echo ? (ushort)1 : (ushort)0, [.. Count(octets), .. Count(octets), .. Counting(octets)]);
        _responseStub = kind == EchoLoadKind.Sink ? sizeof(uint) : sizeof(uint) + octets;
    }

    /// <summary>The interface to bind.</summary>
    public RpcSyntaxId Syntax => _kind == EchoLoadKind.Sink ? CheckedSinkInterface.Syntax : EchoInterface.Syntax;

    /// <summary>Calls that were answered.</summary>
    public long Answered => _answered - 1;

    /// <summary>Bytes of one call's request PDUs.</summary>
    public int RequestBytes => _pdus.Length;

    /// <summary>The PDUs of the next call; good until the next one is asked for.</summary>
    public ReadOnlyMemory<byte> NextCall()
    {
        _lastSent++;
        for (int at = 0; at < _pdus.Length; at += BinaryPrimitives.ReadUInt16LittleEndian(_pdus.AsSpan(at + 8)))
        {
            BinaryPrimitives.WriteUInt32LittleEndian(_pdus.AsSpan(at + CallIdOffset), _lastSent);
        }

        return _pdus;
    }

    /// <summary>Takes the next PDU of the answers. Throws <see cref="FailureException"/> when it isn't what must come next.</summary>
    public void Take(ReadOnlySpan<byte> pdu)
    {
        ReadOnlySpan<byte> stub = pdu.Length >= HeaderLength ? pdu[HeaderLength..] : default;
        bool isFirst = _offset == 0;
        bool isLast = _offset + stub.Length == _responseStub;
        int flags = (isFirst ? FirstFrag : 0) | (isLast ? LastFrag : 0);
        if (stub.IsEmpty || pdu[2] != Response || pdu[3] != flags || BinaryPrimitives.ReadUInt32LittleEndian(pdu[CallIdOffset..]) != _answered + 1)
        {
            throw new FailureException($"a PDU of type {pdu[2]} came that is not the next one of call {_answered + 1}");
        }

        int at = _offset;
        _offset = isLast ? 0 : _offset + stub.Length;
        _answered += isLast ? 1u : 0;
        if (isFirst)
        {
            if (BinaryPrimitives.ReadUInt32LittleEndian(stub) != _octets)
            {
                throw new FailureException("octets were lost or changed on their way");
            }

            stub = stub[sizeof(uint)..];
            at = sizeof(uint);
        }

        if (!stub.SequenceEqual(s_counting.AsSpan((at - sizeof(uint)) % 256, stub.Length)))
        {
            throw new FailureException("octets were lost or changed on their way");
        }
    }

    private static byte[] Count(int octets)
    {
        byte[] count = new byte[sizeof(uint)];
        BinaryPrimitives.WriteInt32LittleEndian(count, octets);
        return count;
    }

    private static byte[] Counting(int length)
    {
        byte[] counting = new byte[length];
        for (int i = 0; i < length; i++)
        {
            counting[i] = (byte)i;
        }

        return counting;
    }

    private static byte[] Render(ushort opnum, byte[] stub)
    {
        using var pdus = new MemoryStream();
        for (int at = 0; at < stub.Length; at += MaxBody)
        {
            int body = Math.Min(MaxBody, stub.Length - at);
            byte[] header = new byte[HeaderLength];
            header[0] = 5; // rpc_vers
            header[2] = Request;
            header[3] = (byte)((at == 0 ? FirstFrag : 0) | (at + body == stub.Length ? LastFrag : 0));
            header[4] = 0x10; // little-endian, ASCII
            BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(8), (ushort)(HeaderLength + body));
            BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(16), stub.Length - at);
            BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(22), opnum);
            pdus.Write(header);
            pdus.Write(stub, at, body);
        }

        return pdus.ToArray();
    }
}
