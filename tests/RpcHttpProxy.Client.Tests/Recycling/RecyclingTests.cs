using System.Security.Cryptography;
using RpcHttpProxy.Core;
using RpcHttpProxy.Services;
using static RpcHttpProxy.Core.RecyclingSequence;

namespace RpcHttpProxy.Client.Tests.Recycling;

/// <summary>Channels of 128 KiB over two nodes, and data both ways at once: more than one channel can carry, many times.</summary>
public sealed class RecyclingTests
{
    private const int PieceLength = 16 * 1024;
    private const int Pieces = 256;                     // 4 MiB each way: some 32 channels

    [Theory]
    [InlineData("A", new[] { IN_R2, OUT_R2 })]
    [InlineData("AB", new[] { IN_R1, OUT_R1 })]
    [InlineData("AABB", new[] { IN_R1, IN_R2, OUT_R1, OUT_R2 })]
    public async Task Whatever_node_the_successors_go_by_all_octets_come_back_and_nothing_is_left(string path, RecyclingSequence[] sequences)
    {
        await using TwoNodes nodes = await TwoNodes.StartAsync();
        IReadOnlyDictionary<RecyclingSequence, long> recycled;
        await using (RpcHttpConnection connection = await nodes.OpenAsync(path))
        {
            (string sent, string cameBack) = await EchoAsync(connection).WaitAsync(TwoNodes.Patience);
            Assert.Equal(sent, cameBack);
            Assert.Null(connection.Reason);
            recycled = connection.Recycled;
        }

        // The channels are no longer than their lifetime: there must have been as many of them as the octets need.
        long least = ((long)Pieces * PieceLength / TwoNodes.ChannelLifetime) - 1;
        Assert.True(recycled[IN_R1] + recycled[IN_R2] >= least, $"{recycled[IN_R1]} + {recycled[IN_R2]} successors of IN channels");
        Assert.True(recycled[OUT_R1] + recycled[OUT_R2] >= least, $"{recycled[OUT_R1]} + {recycled[OUT_R2]} successors of OUT channels");
        Assert.Equal(sequences, recycled.Where(count => count.Value > 0).Select(count => count.Key).Order());

        await nodes.EmptyAsync();
        Assert.Equal([CloseReason.ClosedByProxy], nodes.Server.Ended.Keys);
        Assert.Equal(sequences, nodes.Server.Recycled.Where(count => count.Value > 0).Select(count => count.Key).Order());
    }

    [Fact]
    public async Task Connections_that_recycle_beside_each_other_dont_get_in_each_others_way()
    {
        await using TwoNodes nodes = await TwoNodes.StartAsync();
        string[] paths = ["A", "B", "AB", "BA", "AABB", "ABBA"];
        await Task.WhenAll(paths.Select(async path =>
        {
            await using RpcHttpConnection connection = await nodes.OpenAsync(path);
            (string sent, string cameBack) = await EchoAsync(connection).WaitAsync(TwoNodes.Patience);
            Assert.Equal(sent, cameBack);
        }));

        await nodes.EmptyAsync();
        Assert.Equal(paths.Length, nodes.Server.Ended[CloseReason.ClosedByProxy]);
    }

    private static async Task<(string Sent, string CameBack)> EchoAsync(RpcHttpConnection connection)
    {
        using IncrementalHash sent = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using IncrementalHash cameBack = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        RpcCallChannel channel = new(connection.Transport);
        await channel.BindAsync(EchoInterface.Syntax);
        await new RpcEchoClient(channel).EchoStreamAsync(Random(), piece => cameBack.AppendData(piece.Span));
        return (Convert.ToHexString(sent.GetHashAndReset()), Convert.ToHexString(cameBack.GetHashAndReset()));

        IEnumerable<ReadOnlyMemory<byte>> Random()
        {
            Random random = new(7);
            byte[] piece = new byte[PieceLength];
            for (int i = 0; i < Pieces; i++)
            {
                random.NextBytes(piece);
                sent.AppendData(piece);
                yield return piece;
            }
        }
    }
}
