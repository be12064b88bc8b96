namespace RpcHttpProxy.Services;

/// <summary>
/// mgmt over a channel bound to <see cref="ManagementInterface.Syntax"/>. Each operation may throw <see cref="RpcException"/>.
/// </summary>
public sealed class RpcManagementClient(RpcCallChannel channel)
{
    /// <summary>The interfaces the server offers.</summary>
    public async Task<IReadOnlyList<RpcSyntaxId>> InqIfIdsAsync(CancellationToken cancellation = default)
    {
        ReadOnlyMemory<byte> answer = await CallAsync(ManagementOperation.inq_if_ids, cancellation);
        return ManagementStubs.ReadInterfaceIds(answer.Span) ?? throw DoesNotDecode(ManagementOperation.inq_if_ids);
    }

    /// <summary>Whether the server takes calls.</summary>
    public async Task<bool> IsServerListeningAsync(CancellationToken cancellation = default)
    {
        ReadOnlyMemory<byte> answer = await CallAsync(ManagementOperation.is_server_listening, cancellation);
        return ManagementStubs.ReadIsListening(answer.Span) ?? throw DoesNotDecode(ManagementOperation.is_server_listening);
    }

    private Task<ReadOnlyMemory<byte>> CallAsync(ManagementOperation operation, CancellationToken cancellation) =>
        channel.CallAsync((ushort)operation, MemoryStub.Empty, cancellation);

    private static RpcProtocolException DoesNotDecode(ManagementOperation operation) =>
        new($"The server's answer to {operation} does not decode.");
}
