using System.Buffers.Binary;
using System.Security.Cryptography;

namespace RpcHttpProxy.Tool.Call;

/// <summary>Octets that repeat nowhere, so that a lost, doubled or displaced piece shows, and the hashes of both directions.</summary>
internal sealed class EchoStream(long length) : IDisposable
{
    // Some RPC fragments, and far less than a receive window: the server answers a piece while the next ones are under way.
    private const int PieceLength = 16 * 1024;

    // The golden ratio of 2^64 (Knuth, 6.4): odd, so that the multiples of it are all different.
    private const ulong Step = 0x9E37_79B9_7F4A_7C15;

    private readonly IncrementalHash _sent = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly IncrementalHash _cameBack = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private long _back;

    /// <summary>Octets that have come back.</summary>
    public long CameBack => Volatile.Read(ref _back);

    /// <summary>The pieces to send; each is good until the next is asked for.</summary>
    public IEnumerable<ReadOnlyMemory<byte>> Pieces()
    {
        byte[] piece = new byte[PieceLength];
        ulong word = 0;
        for (long left = length; left > 0; left -= PieceLength)
        {
            for (int i = 0; i < PieceLength; i += sizeof(ulong))
            {
                BinaryPrimitives.WriteUInt64LittleEndian(piece.AsSpan(i), word += Step);
            }

            ReadOnlyMemory<byte> octets = piece.AsMemory(0, (int)Math.Min(left, PieceLength));
            _sent.AppendData(octets.Span);
            yield return octets;
        }
    }

    /// <summary>A piece has come back.</summary>
    public void Take(ReadOnlyMemory<byte> piece)
    {
        _cameBack.AppendData(piece.Span);
        Volatile.Write(ref _back, _back + piece.Length);
    }

    /// <summary>SHA-256 of either direction, in hexadecimal digits.</summary>
    public (string Sent, string CameBack) Hashes() =>
        (Convert.ToHexStringLower(_sent.GetHashAndReset()), Convert.ToHexStringLower(_cameBack.GetHashAndReset()));

    public void Dispose()
    {
        _sent.Dispose();
        _cameBack.Dispose();
    }
}
