namespace RpcHttpProxy.Protocol;

/// <summary>One command of an RTS PDU: four bytes of type, then the body of that type (2.2.3.5).</summary>
public abstract record RtsCommand
{
    /// <summary>The length of the CommandType field in bytes; the whole of a command without a body.</summary>
    public const int TypeLength = sizeof(uint);

    private protected RtsCommand()
    {
    }

    /// <summary>What kind of command this is.</summary>
    public abstract RtsCommandType Type { get; }

    /// <summary>The bytes after the CommandType field.</summary>
    public abstract int BodyLength { get; }

    // [rpch 2.2.1/2] aligned at four bytes: every command is a multiple of four long, but for Padding, whose length is its sender's
    /// <summary>The encoded length in bytes, type and body.</summary>
    public int Length => TypeLength + BodyLength;

    /// <summary>Whether the value lies in the range its section gives; true where the section gives none.</summary>
    public virtual bool IsInRange => true;

    /// <summary>The value as text, or null for a command that carries none.</summary>
    private protected abstract string? ValueText { get; }

    /// <summary>Name and value, such as <c>ReceiveWindowSize=65536</c>.</summary>
    public sealed override string ToString() => ValueText is { } value ? $"{Type}={value}" : Type.ToString();

    /// <summary>Writes the body into exactly <see cref="BodyLength"/> bytes.</summary>
    internal abstract void WriteBody(Span<byte> body);
}
