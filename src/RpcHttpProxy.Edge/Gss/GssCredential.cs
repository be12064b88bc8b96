using Microsoft.Win32.SafeHandles;

namespace RpcHttpProxy.Edge.Gss;

/// <summary>An acceptor's credentials, GSSAPI's own object.</summary>
internal sealed class GssCredential : SafeHandleZeroOrMinusOneIsInvalid
{
    /// <summary>Owns them from here on.</summary>
    public GssCredential(nint credential)
        : base(ownsHandle: true) => SetHandle(credential);

    /// <inheritdoc/>
    protected override bool ReleaseHandle() => GssLibrary.ReleaseCredential(handle);
}
