using System.Net.Security;
using System.Security.Principal;
using RpcHttpProxy.Client.Http;
using RpcHttpProxy.Core;
using RpcHttpProxy.Transport.Channels;

namespace RpcHttpProxy.Client.Authentication;

/// <summary>
/// Brings a new connection to where its channel request can be sent. NTLM belongs to the connection and takes two round trips: all but
/// the last go ahead with requests of Content-Length 0, the last one's message goes with the channel request itself, as do the only ones
/// of Basic and Kerberos.
/// </summary>
internal sealed class ConnectionAuthenticator(ProxyCredentials credentials)
{
    // NTLM needs one leg before the request, NTLM in SPNEGO maybe one more; a proxy that goes on asking doesn't mean to end.
    private const int MaxLegs = 4;

    // A 401 has a page for people, if anything; it is read over.
    private const int MaxBodyLength = 65_536;

    /// <summary>
    /// The value of Authorization for the channel request; null when the proxy turned out not to authenticate.
    /// </summary>
    /// <param name="connection">New, and nothing sent on it.</param>
    /// <param name="proxy">Where it leads.</param>
    /// <param name="peer">The same, for messages.</param>
    /// <param name="leg">Bytes of a request of Content-Length 0 with the Authorization that is given.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="AuthenticationFailedException">The proxy doesn't take these credentials, or this machine can't prove them.</exception>
    /// <exception cref="ChannelOpenException">The proxy ended the connection, or answered with something else.</exception>
    public async Task<string?> AuthorizeAsync(
        ProxyConnection connection, ProxyUrl proxy, string peer, Func<string, byte[]> leg, CancellationToken cancellation)
    {
        if (credentials.Scheme == ProxyAuthentication.Basic)
        {
            return credentials.ToBasic();
        }

        using NegotiateAuthentication context = new(new NegotiateAuthenticationClientOptions
        {
            Package = credentials.SchemeName,
            Credential = credentials.ToNetworkCredential(),
            TargetName = $"HTTP/{proxy.Host}",
            Binding = connection.Binding,
            AllowedImpersonationLevel = TokenImpersonationLevel.Identification,
        });
        HttpResponseReader responses = new(connection.Input, peer);
        byte[]? challenge = null;
        for (int legs = 0; legs <= MaxLegs; legs++)
        {
            (byte[] message, bool isLast) = await SpeakAsync(context, challenge, cancellation);
            string authorization = $"{credentials.SchemeName} {Convert.ToBase64String(message)}";
            if (isLast)
            {
                return authorization;
            }

            await connection.WriteAsync(leg(authorization), cancellation);
            challenge = await HearAsync(responses, peer, cancellation);
            if (challenge is null)
            {
                return null;
            }
        }

        throw new AuthenticationFailedException($"{peer} asks for more than {MaxLegs} messages of {credentials.SchemeName}");
    }

    /// <summary>The next message. GSSAPI may ask a Kerberos KDC and blocks meanwhile.</summary>
    private async Task<(byte[] Message, bool IsLast)> SpeakAsync(
        NegotiateAuthentication context, byte[]? challenge, CancellationToken cancellation)
    {
        (byte[]? message, NegotiateAuthenticationStatusCode status) = await Task.Run(
            () => (context.GetOutgoingBlob(challenge, out NegotiateAuthenticationStatusCode code), code), cancellation);
        return status switch
        {
            NegotiateAuthenticationStatusCode.Completed when message is not null => (message, true),
            NegotiateAuthenticationStatusCode.ContinueNeeded when message is not null =>
                (message, challenge is not null || !BeginsNtlm(message)),
            _ => throw new AuthenticationFailedException(Reason(status)),
        };
    }

    /// <summary>NTLM's first message, bare or in SPNEGO. What else begins there is Kerberos, whose first message is its last.</summary>
    private static bool BeginsNtlm(ReadOnlySpan<byte> message) => message.IndexOf("NTLMSSP\0"u8) >= 0;

    private string Reason(NegotiateAuthenticationStatusCode status) => status switch
    {
        NegotiateAuthenticationStatusCode.Unsupported =>
            $"this machine's GSSAPI doesn't know {credentials.SchemeName}; on Debian NTLM is in gss-ntlmssp, Kerberos in libgssapi-krb5-2",
        NegotiateAuthenticationStatusCode.UnknownCredentials or NegotiateAuthenticationStatusCode.CredentialsExpired =>
            $"GSSAPI has no valid credentials for {credentials}",
        NegotiateAuthenticationStatusCode.TargetUnknown => $"no Kerberos KDC knows the proxy; {credentials}",
        NegotiateAuthenticationStatusCode.InvalidToken => $"the proxy's {credentials.SchemeName} message can't be read",
        _ => $"{credentials}: GSSAPI ended with {status}",
    };

    /// <summary>The proxy's answer to a leg: its message; null when it did not authenticate and answered the request.</summary>
    private async Task<byte[]?> HearAsync(HttpResponseReader responses, string peer, CancellationToken cancellation)
    {
        (HttpResponseHead? head, ChannelEnd? end) = await responses.ReadHeadAsync(cancellation);
        if (head is null)
        {
            throw new ChannelOpenException(end!.Reason ?? CloseReason.ClosedByProxy, end.Detail);
        }

        ProxyRefusal refusal = ProxyRefusal.From(head.StatusCode, head.ReasonPhrase, head.Challenges, head.RetryAfter);
        bool isAnswered = head.StatusCode == 200;
        if (!isAnswered && !refusal.IsAuthentication)
        {
            throw new ChannelOpenException(CloseReason.RequestRefused, $"{peer} refused {credentials.SchemeName} with {refusal}");
        }

        byte[]? challenge = isAnswered ? null : ChallengeOf(head, refusal, peer);
        if (!await responses.TrySkipBodyAsync(head, MaxBodyLength, cancellation) || head.ClosesConnection)
        {
            throw new AuthenticationFailedException(
                $"{peer} ends the connection in the middle of {credentials.SchemeName}, which belongs to one connection", refusal);
        }

        return challenge;
    }

    private byte[] ChallengeOf(HttpResponseHead head, ProxyRefusal refusal, string peer)
    {
        string? message = null;
        foreach (var challenge in head.Challenges)
        {
            if (challenge.Scheme.Equals(credentials.SchemeName, StringComparison.OrdinalIgnoreCase))
            {
                message = challenge.Parameter ?? "";
            }
        }

        byte[] bytes = new byte[message?.Length ?? 0];
        if (string.IsNullOrEmpty(message) || !Convert.TryFromBase64String(message, bytes, out int length))
        {
            throw new AuthenticationFailedException($"{peer} doesn't take {credentials}: {refusal}", refusal);
        }

        return bytes[..length];
    }
}
