using System.Runtime.InteropServices;
using System.Security.Authentication.ExtendedProtection;

namespace RpcHttpProxy.Hosting.Tests.Authentication;

/// <summary>A channel binding of any application data, as <see cref="System.Net.Security.NegotiateAuthentication"/> takes it: behind a header of 32 bytes.</summary>
internal sealed class OfferedBinding : ChannelBinding
{
    private const int HeaderLength = 32;
    private const int DataLengthOffset = 24;

    public OfferedBinding(ReadOnlySpan<byte> applicationData)
    {
        byte[] bytes = [.. new byte[HeaderLength], .. applicationData];
        BitConverter.TryWriteBytes(bytes.AsSpan(DataLengthOffset), applicationData.Length);
        BitConverter.TryWriteBytes(bytes.AsSpan(DataLengthOffset + 4), HeaderLength);
        Size = bytes.Length;
        SetHandle(Marshal.AllocHGlobal(Size));
        Marshal.Copy(bytes, 0, handle, Size);
    }

    /// <inheritdoc/>
    public override int Size { get; }

    /// <inheritdoc/>
    public override bool IsInvalid => handle == 0;

    protected override bool ReleaseHandle()
    {
        Marshal.FreeHGlobal(handle);
        return true;
    }
}
