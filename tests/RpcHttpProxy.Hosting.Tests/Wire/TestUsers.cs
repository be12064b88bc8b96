using Microsoft.AspNetCore.Identity;
using RpcHttpProxy.Edge.Text;
using RpcHttpProxy.Hosting.Authentication;

namespace RpcHttpProxy.Hosting.Tests.Wire;

/// <summary>
/// Users whose passwords are hashed as the product hashes them, but with one iteration: a real hash takes a tenth of a second of processor time, each time
/// a password is verified. What a hash costs is tested in <c>RequestAuthenticatorTests</c>.
/// </summary>
internal static class TestUsers
{
    private static readonly PasswordHasher<UserEntry> s_hasher = new(Microsoft.Extensions.Options.Options.Create(new PasswordHasherOptions { IterationCount = 1 }));

    /// <summary>As <see cref="UserEntry.WithPassword"/>.</summary>
    public static UserEntry WithPassword(string name, string password, IReadOnlyList<string> groups)
    {
        var user = new UserEntry(name, null, groups);
        return user with { PasswordHash = s_hasher.HashPassword(user, PrecisProfiles.Password(password)) };
    }
}
