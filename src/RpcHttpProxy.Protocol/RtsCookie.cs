using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace RpcHttpProxy.Protocol;

// [rpch 2.2.3.1] the RTS cookie
/// <summary>The 16 bytes that name a virtual connection, a channel or an association group (2.2.3.1).</summary>
public readonly record struct RtsCookie
{
    /// <summary>The encoded length in bytes.</summary>
    public const int Length = 16;

    private readonly ulong _first;
    private readonly ulong _second;

    private RtsCookie(ulong first, ulong second)
    {
        _first = first;
        _second = second;
    }

    /// <summary>A new cookie of 128 cryptographically strong random bits.</summary>
    public static RtsCookie CreateRandom()
    {
        Span<byte> bytes = stackalloc byte[Length];
        RandomNumberGenerator.Fill(bytes);
        return Read(bytes);
    }

    /// <summary>Takes a cookie from the first 16 bytes; throws <see cref="ArgumentOutOfRangeException"/> when there are fewer.</summary>
    public static RtsCookie Read(ReadOnlySpan<byte> source) =>
        new(BinaryPrimitives.ReadUInt64LittleEndian(source), BinaryPrimitives.ReadUInt64LittleEndian(source[sizeof(ulong)..]));

    /// <summary>Reads the text that <see cref="ToString"/> writes; any form of GUID text will do.</summary>
    public static bool TryParse(string? text, out RtsCookie cookie)
    {
        cookie = default;
        if (!Guid.TryParse(text, out Guid guid))
        {
            return false;
        }

        Span<byte> bytes = stackalloc byte[Length];
        guid.TryWriteBytes(bytes);
        cookie = Read(bytes);
        return true;
    }

    /// <summary>Writes the cookie into the first 16 bytes; throws <see cref="ArgumentOutOfRangeException"/> when there are fewer.</summary>
    public void Write(Span<byte> destination)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(destination, _first);
        BinaryPrimitives.WriteUInt64LittleEndian(destination[sizeof(ulong)..], _second);
    }

    /// <summary>
    /// Marvin with a key of this process, as for strings: the peer chooses cookies, and a table keyed by them must not be made slow by
    /// choosing well. HashCode.Combine wouldn't do: it folds each half to 32 bits by XOR before it mixes, so that anyone can
    /// make cookies of one hash.
    /// </summary>
    public override int GetHashCode() => string.GetHashCode(MemoryMarshal.Cast<ulong, char>([_first, _second]));

    /// <summary>Lowercase GUID text, the first three fields taken as little-endian, as Windows and Wireshark print it.</summary>
    public override string ToString()
    {
        Span<byte> bytes = stackalloc byte[Length];
        Write(bytes);
        return new Guid(bytes).ToString();
    }

    /// <summary>
    /// The first eight digits of that text, which the lines and traces of all roles begin with: enough to find a connection by. Not all of it: whoever knows the cookie of a
    /// living connection could join it.
    /// </summary>
    public string ToShortString() => ToString()[..8];
}
