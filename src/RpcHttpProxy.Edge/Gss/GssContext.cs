namespace RpcHttpProxy.Edge.Gss;

/// <summary>
/// The proxy's end of one authentication: the client's tokens go in, in order, one at a time. Every call may block. Disposing of it during a call lets that
/// call end first.
/// </summary>
/// <param name="isNtlmOnly">Takes NTLM alone; else what the system has of SPNEGO, Kerberos and NTLM.</param>
/// <param name="ntlmName">What NTLM's challenge calls this machine.</param>
internal sealed class GssContext(bool isNtlmOnly, string ntlmName) : IDisposable
{
    private readonly GssContextHandle _handle = new();
    private GssCredential? _credential;

    /// <summary>Takes the client's next token.</summary>
    /// <param name="token">The token, not empty.</param>
    /// <param name="binding">Application data of the channel binding (RFC 5056, 2.1) that the client must name if it names any; null for none.</param>
    public GssAnswer Accept(ReadOnlySpan<byte> token, ReadOnlySpan<byte> binding)
    {
        _credential ??= GssAcceptor.Acquire(isNtlmOnly, ntlmName);
        return _credential is null ? new GssAnswer(GssStatus.Failed, null) : GssLibrary.Accept(_handle, _credential, token, binding);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _handle.Dispose();
        _credential?.Dispose();
    }
}
