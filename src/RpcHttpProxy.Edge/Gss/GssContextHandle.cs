using Microsoft.Win32.SafeHandles;

namespace RpcHttpProxy.Edge.Gss;

/// <summary>A security context, GSSAPI's own object: none until the first token, and none again when GSSAPI has deleted it.</summary>
internal sealed class GssContextHandle() : SafeHandleZeroOrMinusOneIsInvalid(ownsHandle: true)
{
    /// <summary>GSSAPI has made it, or deleted it. By who holds a reference (<see cref="System.Runtime.InteropServices.SafeHandle.DangerousAddRef"/>).</summary>
    public void Set(nint context) => SetHandle(context);

    /// <inheritdoc/>
    protected override bool ReleaseHandle() => GssLibrary.DeleteContext(handle);
}
