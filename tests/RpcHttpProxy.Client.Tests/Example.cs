using System.Buffers;
using System.IO.Pipelines;
using RpcHttpProxy.Core;
using RpcHttpProxy.Protocol;

namespace RpcHttpProxy.Client.Tests;

/// <summary>The example of src/RpcHttpProxy.Client/README.md.</summary>
internal static class Example
{
    public static async Task<byte[]> AskAsync(RpcHttpConnectionOptions options, ReadOnlyMemory<byte> question, CancellationToken cancellation)
    {
        try
        {
            await using RpcHttpConnection connection = await RpcHttpConnection.OpenAsync(options, cancellation);
            await connection.Transport.Output.WriteAsync(question, cancellation);

            while (true)
            {
                ReadResult result = await connection.Transport.Input.ReadAsync(cancellation);
                ReadOnlySequence<byte> buffer = result.Buffer;
                if (PduFramer.TryRead(ref buffer, PduFramer.DefaultMaxPduLength, result.IsCompleted, out ReadOnlySequence<byte> pdu) == FrameResult.Complete)
                {
                    return pdu.ToArray();
                }

                connection.Transport.Input.AdvanceTo(buffer.Start, buffer.End);
                if (result.IsCompleted)
                {
                    throw new IOException($"The connection has ended: {connection.Reason}, {connection.Detail}");
                }
            }
        }
        catch (RpcHttpOpenException refused) when (refused.Reason is CloseReason.ServerUnreachable or CloseReason.RequestRefused)
        {
            throw new IOException($"No way to the server: {refused.Message}", refused); // StatusCode, RpcError, ExtendedError: what a proxy answered
        }
    }
}
