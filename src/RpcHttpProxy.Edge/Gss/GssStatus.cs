namespace RpcHttpProxy.Edge.Gss;

/// <summary>What GSSAPI says of a client's token (RFC 2744, 3.9.1).</summary>
internal enum GssStatus
{
    /// <summary>The client is who it says.</summary>
    Completed,

    /// <summary>The client is to go on.</summary>
    ContinueNeeded,

    /// <summary>The client is on another TLS connection than it believes (GSS_S_BAD_BINDINGS). gss-ntlmssp says <see cref="DefectiveToken"/> instead.</summary>
    BadBindings,

    /// <summary>No message of the mechanism's, or one that was changed (GSS_S_DEFECTIVE_TOKEN).</summary>
    DefectiveToken,

    /// <summary>Anything else: a wrong password, no credentials, a ticket that was used before.</summary>
    Failed,
}
