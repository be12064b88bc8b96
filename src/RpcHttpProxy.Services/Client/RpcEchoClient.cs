namespace RpcHttpProxy.Services;

/// <summary>
/// rpcecho over a channel bound to <see cref="EchoInterface.Syntax"/>. Each operation may throw <see cref="RpcException"/>.
/// </summary>
public sealed class RpcEchoClient(RpcCallChannel channel)
{
    /// <summary>value + 1, modulo 2^32.</summary>
    public async Task<uint> AddOneAsync(uint value, CancellationToken cancellation = default)
    {
        ReadOnlyMemory<byte> answer = await channel.CallAsync((ushort)EchoOperation.AddOne, EchoStubs.UInt32(value), cancellation);
        return EchoStubs.ReadUInt32(answer.Span) ?? throw DoesNotDecode(EchoOperation.AddOne);
    }

    /// <summary>The same octets, at most <see cref="EchoInterface.MaxOctets"/>; good until the next call.</summary>
    public async Task<ReadOnlyMemory<byte>> EchoDataAsync(ReadOnlyMemory<byte> octets, CancellationToken cancellation = default)
    {
        ReadOnlyMemory<byte> answer = await channel.CallAsync((ushort)EchoOperation.EchoData, EchoStubs.Array(octets), cancellation);
        return EchoStubs.ReadArray(answer) ?? throw DoesNotDecode(EchoOperation.EchoData);
    }

    /// <summary>Sends octets, at most <see cref="EchoInterface.MaxOctets"/>, and gets nothing back.</summary>
    public Task SinkDataAsync(ReadOnlyMemory<byte> octets, CancellationToken cancellation = default) =>
        channel.CallAsync((ushort)EchoOperation.SinkData, EchoStubs.Array(octets), cancellation);

    /// <summary>Gets octets that count from 0, at most <see cref="EchoInterface.MaxOctets"/>; good until the next call.</summary>
    public async Task<ReadOnlyMemory<byte>> SourceDataAsync(uint length, CancellationToken cancellation = default)
    {
        ReadOnlyMemory<byte> answer = await channel.CallAsync((ushort)EchoOperation.SourceData, EchoStubs.UInt32(length), cancellation);
        return EchoStubs.ReadArray(answer) ?? throw DoesNotDecode(EchoOperation.SourceData);
    }

    /// <summary>
    /// Echoes one piece after the other, each at most <see cref="EchoInterface.MaxOctets"/>, while earlier ones come back:
    /// <paramref name="onEcho"/> gets them in order, its memory good until it returns.
    /// </summary>
    public Task EchoStreamAsync(
        IEnumerable<ReadOnlyMemory<byte>> pieces, Action<ReadOnlyMemory<byte>> onEcho, CancellationToken cancellation = default) =>
        channel.PipelineAsync(
            (ushort)EchoOperation.EchoData,
            pieces.Select(EchoStubs.Array),
            stub => onEcho(EchoStubs.ReadArray(stub) ?? throw DoesNotDecode(EchoOperation.EchoData)),
            cancellation);

    private static RpcProtocolException DoesNotDecode(EchoOperation operation) =>
        new($"The server's answer to {operation} does not decode.");
}
