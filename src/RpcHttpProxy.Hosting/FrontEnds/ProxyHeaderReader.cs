using System.Buffers;
using RpcHttpProxy.Protocol;

namespace RpcHttpProxy.Hosting.FrontEnds;

/// <summary>Reads the header with which a connection begins (haproxy.org, doc/proxy-protocol.txt).</summary>
internal static class ProxyHeaderReader
{
    /// <summary>Reads it, and takes its bytes off <paramref name="buffer"/> when it is whole. Invalid at the first byte that can't be one's.</summary>
    public static FrameResult TryRead(ProxyProtocolVersion version, ref ReadOnlySequence<byte> buffer, out ProxyHeader header)
    {
        int max = version == ProxyProtocolVersion.V1 ? ProxyHeaderV1.MaxLength : ProxyHeaderV2.MaxLength;
        ReadOnlySpan<byte> bytes = buffer.Slice(0, Math.Min(buffer.Length, max)).ToArray();
        FrameResult result = version == ProxyProtocolVersion.V1
            ? ProxyHeaderV1.TryRead(bytes, out header, out int length)
            : ProxyHeaderV2.TryRead(bytes, out header, out length);
        if (result == FrameResult.Complete)
        {
            buffer = buffer.Slice(length);
        }

        return result;
    }
}
