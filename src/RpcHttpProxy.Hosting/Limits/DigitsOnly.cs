using System.Text;

namespace RpcHttpProxy.Hosting.Limits;

/// <summary>
/// Has Kestrel read a Content-Length as digits and nothing else (RFC 9110, 8.6): by itself it takes a sign, where others in front may see another length, or none.
/// Whatever is no digit, and more digits than any length has, becomes a letter, which Kestrel refuses as it must (RFC 9112, 6.3).
/// </summary>
internal sealed class DigitsOnly : Encoding
{
    private const char Wrong = 'x';

    private DigitsOnly()
    {
    }

    /// <summary>The only one.</summary>
    public static Encoding Instance { get; } = new DigitsOnly();

    /// <inheritdoc/>
    public override int GetChars(ReadOnlySpan<byte> bytes, Span<char> chars)
    {
        if (bytes.Length > chars.Length)
        {
            chars[0] = Wrong;
            return 1;
        }

        for (int i = 0; i < bytes.Length; i++)
        {
            chars[i] = CharOf(bytes[i]);
        }

        return bytes.Length;
    }

    /// <inheritdoc/>
    public override int GetChars(byte[] bytes, int byteIndex, int byteCount, char[] chars, int charIndex) =>
        GetChars(bytes.AsSpan(byteIndex, byteCount), chars.AsSpan(charIndex));

    /// <inheritdoc/>
    public override int GetCharCount(byte[] bytes, int index, int count) => count;

    /// <inheritdoc/>
    public override int GetMaxCharCount(int byteCount) => byteCount;

    /// <inheritdoc/>
    public override int GetByteCount(char[] chars, int index, int count) => throw new NotSupportedException("Nothing is written in it.");

    /// <inheritdoc/>
    public override int GetBytes(char[] chars, int charIndex, int charCount, byte[] bytes, int byteIndex) => throw new NotSupportedException("Nothing is written in it.");

    /// <inheritdoc/>
    public override int GetMaxByteCount(int charCount) => charCount;

    private static char CharOf(byte octet) => char.IsAsciiDigit((char)octet) ? (char)octet : Wrong;
}
