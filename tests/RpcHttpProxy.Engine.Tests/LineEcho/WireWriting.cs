using System.Buffers;
using System.IO.Pipelines;
using System.Text;

namespace RpcHttpProxy.Engine.Tests.LineEcho;

internal static class WireWriting
{
    /// <summary>Puts ASCII text into a pipe, to go with the next flush.</summary>
    public static void Write(this PipeWriter writer, string text) => writer.Write(Encoding.ASCII.GetBytes(text));
}
