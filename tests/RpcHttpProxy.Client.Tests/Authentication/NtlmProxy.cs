using System.Net.Security;
using System.Runtime.InteropServices;

namespace RpcHttpProxy.Client.Tests.Authentication;

/// <summary>The proxy's side of NTLM: the system's GSSAPI with gss-ntlmssp, which knows one user, LAB\alice with the password "right".</summary>
internal static class NtlmProxy
{
    private static readonly Lazy<string> s_users = new(() =>
    {
        string file = Path.GetTempFileName();
        File.WriteAllText(file, "LAB:alice:right\n");
        AppDomain.CurrentDomain.ProcessExit += (_, _) => File.Delete(file);

        // gss-ntlmssp asks the C library, whose environment .NET's own doesn't reach.
        Assert.Equal(0, SetEnvironment("NTLM_USER_FILE", file, 1));
        return file;
    });

    /// <summary>Reads the rest of the handshake that a request has begun. What became of it, and whose it is.</summary>
    public static async Task<(NegotiateAuthenticationStatusCode Status, string? Name, List<string> Heads)> AcceptAsync(
        ScriptedExchange exchange, string scheme)
    {
        _ = s_users.Value;
        using NegotiateAuthentication acceptor = new(new NegotiateAuthenticationServerOptions { Package = scheme });
        List<string> heads = [];
        while (true)
        {
            heads.Add(exchange.Head);
            Assert.StartsWith(scheme + " ", exchange.Header("Authorization"), StringComparison.Ordinal);
            byte[] said = Convert.FromBase64String(exchange.Header("Authorization")[(scheme.Length + 1)..]);
            byte[]? answer = acceptor.GetOutgoingBlob(said, out NegotiateAuthenticationStatusCode status);
            if (status != NegotiateAuthenticationStatusCode.ContinueNeeded)
            {
                return (status, status == NegotiateAuthenticationStatusCode.Completed ? acceptor.RemoteIdentity.Name : null, heads);
            }

            await exchange.WriteAsync(
                $"HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: {scheme} {Convert.ToBase64String(answer!)}\r\nContent-Length: 6\r\n\r\nsecret");
            await exchange.ReadHeadAsync();
        }
    }

    [DllImport("libc", EntryPoint = "setenv")]
    private static extern int SetEnvironment([MarshalAs(UnmanagedType.LPUTF8Str)] string name, [MarshalAs(UnmanagedType.LPUTF8Str)] string value, int overwrite);
}
