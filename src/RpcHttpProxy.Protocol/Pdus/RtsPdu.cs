using System.Collections.Immutable;

namespace RpcHttpProxy.Protocol;

/// <summary>
/// One RTS PDU: flags and commands (2.2.3.6). Made by <see cref="RtsPdus"/> or read by <see cref="RtsPduReader"/>, never changed
/// afterwards. Two are equal when they say the same on the wire, whatever they are called.
/// </summary>
public sealed partial class RtsPdu : IEquatable<RtsPdu>
{
    /// <summary>The RTS header in bytes: the common header, Flags and NumberOfCommands (2.2.3.6.1).</summary>
    public const int HeaderLength = PduHeader.Length + sizeof(ushort) + sizeof(ushort);

    internal RtsPdu(RtsPduShape shape, RtsPduKind? kind, RtsFlags flags, ImmutableArray<RtsCommand> commands)
    {
        Shape = shape;
        Kind = kind;
        Flags = flags;
        Commands = commands;
        Length = HeaderLength;
        foreach (RtsCommand command in commands)
        {
            Length += command.Length; // no LINQ: acknowledgments come and go with the data
        }
    }

    /// <summary>What the bytes alone tell.</summary>
    public RtsPduShape Shape { get; }

    /// <summary>Which PDU it is, or null while only its receiver's state can tell.</summary>
    public RtsPduKind? Kind { get; }

    /// <summary>The Flags field.</summary>
    public RtsFlags Flags { get; }

    /// <summary>The commands in their order.</summary>
    public ImmutableArray<RtsCommand> Commands { get; }

    /// <summary>The encoded length in bytes: frag_length, at most 65 535.</summary>
    public int Length { get; }

    /// <summary>The name in the specification, or the names that share this shape: <c>CONN/C1 or CONN/C2</c>.</summary>
    public string Name => Kind?.Name() ?? string.Join(" or ", RtsPduCatalog.KindsOf(Shape).Select(kind => kind.Name()));

    /// <summary>The same PDU with its name; throws <see cref="ArgumentException"/> when that kind has another shape.</summary>
    public RtsPdu Named(RtsPduKind kind)
    {
        if (RtsPduCatalog.Describe(kind).Shape != Shape)
        {
            throw new ArgumentException($"{kind.Name()} has not the shape {Shape}.", nameof(kind));
        }

        return kind == Kind ? this : new RtsPdu(Shape, kind, Flags, Commands);
    }

    /// <summary>The encoded PDU, <see cref="Length"/> bytes.</summary>
    public byte[] ToArray()
    {
        var bytes = new byte[Length];
        RtsPduWriter.Write(this, bytes);
        return bytes;
    }

    /// <summary>Writes the encoded PDU into the first <see cref="Length"/> bytes; throws when there are fewer.</summary>
    public void Write(Span<byte> destination) => RtsPduWriter.Write(this, destination[..Length]);

    /// <inheritdoc/>
    public bool Equals(RtsPdu? other) =>
        other is not null && Flags == other.Flags && Commands.AsSpan().SequenceEqual(other.Commands.AsSpan());

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as RtsPdu);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        hash.Add(Flags);
        foreach (RtsCommand command in Commands)
        {
            hash.Add(command);
        }

        return hash.ToHashCode();
    }

    /// <summary>One line: <c>CONN/B3 {ReceiveWindowSize=65536, Version=1}</c>.</summary>
    public override string ToString() => $"{Name} {{{string.Join(", ", Commands)}}}";
}
