using System.Text;

namespace RpcHttpProxy.Edge.Authentication;

/// <summary>How name and password of Basic are encoded: as UTF-8, which we ask for, or else in the code page of the clients' systems.</summary>
/// <param name="codePage">The code page's name, such as <c>windows-1252</c>.</param>
internal sealed class PasswordEncoding(string codePage)
{
    private static readonly UTF8Encoding s_strictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly Encoding _codePage = Find(codePage) ?? throw new ArgumentException($"'{codePage}' is no code page.", nameof(codePage));

    /// <summary>The one that is used unless the operator names another.</summary>
    public static PasswordEncoding Default { get; } = new(AuthenticationOptions.DefaultCodePage);

    /// <summary>Whether there is a code page of that name.</summary>
    public static bool IsCodePage(string name) => Find(name) is not null;

    /// <summary>The text; null when it is neither.</summary>
    public string? Decode(byte[] octets)
    {
        foreach (Encoding encoding in (Encoding[])[s_strictUtf8, _codePage])
        {
            try
            {
                return encoding.GetString(octets);
            }
            catch (DecoderFallbackException)
            {
                // It isn't in that encoding.
            }
        }

        return null;
    }

    private static Encoding? Find(string name)
    {
        try
        {
            return CodePagesEncodingProvider.Instance.GetEncoding(name, EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback)
                ?? Encoding.GetEncoding(name, EncoderFallback.ExceptionFallback, DecoderFallback.ExceptionFallback);
        }
        catch (ArgumentException)
        {
            return null;
        }
    }
}
