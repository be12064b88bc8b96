namespace RpcHttpProxy.Edge.Authentication;

/// <summary>
/// Whether NTLM and Kerberos must be said on the TLS connection they are meant for: with tls-server-end-point (RFC 5929, 4), Windows' Extended Protection for
/// Authentication, a client's proof names the certificate that the client saw.
/// </summary>
public enum ChannelBindingChoice
{
    /// <summary>It isn't looked at.</summary>
    Off,

    /// <summary>A client that names a certificate must name this proxy's.</summary>
    WhenOffered,

    /// <summary>A client must name this proxy's certificate; where this proxy doesn't end the client's TLS itself, the schemes are closed.</summary>
    Required,
}
