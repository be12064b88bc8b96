namespace RpcHttpProxy.Services;

/// <summary>mgmt's operations over a channel bound to <see cref="ManagementInterface.Syntax"/>. Every one throws <see cref="RpcException"/>.</summary>
public sealed class RpcManagementClient(RpcCallChannel channel)
{
    /// <summary>The interfaces the server offers.</summary>
    public async Task<IReadOnlyList<RpcSyntaxId>> InqIfIdsAsync(CancellationToken cancellation = default)
    {
        ReadOnlyMemory<byte> answer = await channel.CallAsync((ushort)ManagementOperation.inq_if_ids, default(ReadOnlyMemory<byte>), cancellation);
        return ManagementStubs.ReadInterfaceIds(answer.Span) ?? throw DoesNotDecode(ManagementOperation.inq_if_ids);
    }

    /// <summary>Whether the server takes calls.</summary>
    public async Task<bool> IsServerListeningAsync(CancellationToken cancellation = default)
    {
        ReadOnlyMemory<byte> answer =
            await channel.CallAsync((ushort)ManagementOperation.is_server_listening, default(ReadOnlyMemory<byte>), cancellation);
        return ManagementStubs.ReadIsListening(answer.Span) ?? throw DoesNotDecode(ManagementOperation.is_server_listening);
    }

    private static RpcProtocolException DoesNotDecode(ManagementOperation operation) => new($"The server's answer to {operation} does not decode.");
}
