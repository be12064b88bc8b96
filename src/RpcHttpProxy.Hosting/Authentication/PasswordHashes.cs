using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace RpcHttpProxy.Hosting.Authentication;

/// <summary>Salted, slow hashes of passwords: ASP.NET Core Identity's, version 3, which is PBKDF2 with HMAC-SHA512.</summary>
internal static class PasswordHashes
{
    /* OWASP's Password Storage Cheat Sheet for PBKDF2-HMAC-SHA512, 2023. */
    private const int Iterations = 210_000;

    /* Identity's format: its version, the function, the iterations, the salt's length, salt and subkey. */
    private const byte FormatVersion = 1;
    private const int HeaderLength = 13;

    private static readonly PasswordHasher<UserEntry> s_hasher = new(Options.Create(new PasswordHasherOptions { IterationCount = Iterations }));
    private static readonly UserEntry s_nobody = new("nobody", null, []);

    /// <summary>Hashes a password; takes about a tenth of a second.</summary>
    public static string Hash(string password) => s_hasher.HashPassword(s_nobody, password);

    /// <summary>Whether <paramref name="hash"/> is of <paramref name="password"/>; takes as long as hashing, and compares in constant time.</summary>
    public static bool Verify(string hash, string password) =>
        s_hasher.VerifyHashedPassword(s_nobody, hash, password) != PasswordVerificationResult.Failed;

    /// <summary>Whether this is a hash at all.</summary>
    public static bool IsHash(string text)
    {
        Span<byte> bytes = stackalloc byte[512];
        return text.Length <= 512 && Convert.TryFromBase64String(text, bytes, out int length) && length > HeaderLength && bytes[0] == FormatVersion;
    }
}
