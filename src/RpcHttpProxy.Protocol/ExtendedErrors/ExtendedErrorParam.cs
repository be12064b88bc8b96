using System.Collections.Immutable;
using System.Globalization;

namespace RpcHttpProxy.Protocol;

/// <summary>One detail of an error record ([MS-EERR] 2.2.1.5). ToString tells the value, in quotes where it is text.</summary>
public abstract record ExtendedErrorParam
{
    private ExtendedErrorParam()
    {
    }

    /// <summary>Text in ISO 8859-1 (2.2.1.1), without its NUL.</summary>
    public sealed record AnsiString(string Text) : ExtendedErrorParam
    {
        /// <inheritdoc/>
        public override string ToString() => $"\"{Text}\"";
    }

    /// <summary>Text in UTF-16 (2.2.1.2), without its NUL.</summary>
    public sealed record UnicodeString(string Text) : ExtendedErrorParam
    {
        /// <inheritdoc/>
        public override string ToString() => $"\"{Text}\"";
    }

    /// <summary>A long of 32 bits.</summary>
    public sealed record LVal(int Value) : ExtendedErrorParam
    {
        /// <inheritdoc/>
        public override string ToString() => Value.ToString(CultureInfo.InvariantCulture);
    }

    /// <summary>A short of 16 bits.</summary>
    public sealed record IVal(short Value) : ExtendedErrorParam
    {
        /// <inheritdoc/>
        public override string ToString() => Value.ToString(CultureInfo.InvariantCulture);
    }

    /// <summary>An integer, or a pointer, of 64 bits.</summary>
    public sealed record PVal(long Value) : ExtendedErrorParam
    {
        /// <inheritdoc/>
        public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"0x{Value:x}");
    }

    /// <summary>No detail in this place.</summary>
    public sealed record None : ExtendedErrorParam
    {
        /// <inheritdoc/>
        public override string ToString() => "-";
    }

    /// <summary>Bytes (2.2.1.3).</summary>
    public sealed record Blob(ImmutableArray<byte> Bytes) : ExtendedErrorParam
    {
        /// <summary>Equal when the bytes are.</summary>
        public bool Equals(Blob? other) => other is not null && Bytes.AsSpan().SequenceEqual(other.Bytes.AsSpan());

        /// <inheritdoc/>
        public override int GetHashCode() => Bytes.Length;

        /// <inheritdoc/>
        public override string ToString() => Convert.ToHexStringLower(Bytes.AsSpan());
    }
}
