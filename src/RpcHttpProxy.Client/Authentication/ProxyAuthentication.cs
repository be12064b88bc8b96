namespace RpcHttpProxy.Client;

/// <summary>How a client proves to a proxy who it is (RFC 9110 11; 2.1.2.1 leaves the choice to HTTP).</summary>
public enum ProxyAuthentication
{
    /// <summary>Basic (RFC 7617): the password itself, so over TLS only.</summary>
    Basic,

    /// <summary>NTLM ([MS-NTHT]), by the system's GSSAPI: Debian's gss-ntlmssp.</summary>
    Ntlm,

    /// <summary>Negotiate (RFC 4559), by the system's GSSAPI: Kerberos, or NTLM inside SPNEGO.</summary>
    Negotiate,
}
