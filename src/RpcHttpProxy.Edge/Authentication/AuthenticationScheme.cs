namespace RpcHttpProxy.Edge.Authentication;

/// <summary>A way for a client to say who it is.</summary>
public enum AuthenticationScheme
{
    /// <summary>It needn't say.</summary>
    Anonymous,

    /// <summary>Name and password in each request (RFC 7617), held against a store of users.</summary>
    Basic,

    /// <summary>NTLM over HTTP ([MS-NTHT]), by the system's GSSAPI.</summary>
    Ntlm,

    /// <summary>Kerberos or NTLM, as client and GSSAPI agree (RFC 4559).</summary>
    Negotiate,
}
