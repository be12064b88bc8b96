using System.Buffers;
using System.Text;

namespace RpcHttpProxy.Engine.Tests.LineEcho;

/// <summary>Bytes to lines: ASCII, each ended by LF.</summary>
internal static class Line
{
    /// <summary>Takes the first line off <paramref name="bytes"/>; false when there is no whole one.</summary>
    public static bool TryRead(ref ReadOnlySequence<byte> bytes, out string line)
    {
        line = "";
        if (bytes.PositionOf((byte)'\n') is not { } end)
        {
            return false;
        }

        line = Encoding.ASCII.GetString(bytes.Slice(0, end));
        bytes = bytes.Slice(bytes.GetPosition(1, end));
        return true;
    }
}
