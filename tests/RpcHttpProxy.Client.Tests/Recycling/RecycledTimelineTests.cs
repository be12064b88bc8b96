using RpcHttpProxy.Services;
using RpcHttpProxy.Tool;
using RpcHttpProxy.Tracing;

namespace RpcHttpProxy.Client.Tests.Recycling;

/// <summary>The traces of all roles of a connection that was recycled all four ways, put together.</summary>
public sealed class RecycledTimelineTests : IDisposable
{
    private const int PieceLength = 16 * 1024;
    private const int Pieces = 64; // 1 MiB each way: some eight channels

    private static readonly string[][] s_sequences =
    [
        ["IN_R1/A1", "IN_R1/A2", "IN_R1/A3", "IN_R1/A4", "IN_R1/A5", "IN_R1/A6", "IN_R1/B1", "IN_R1/B2"],
        ["IN_R2/A1", "IN_R2/A2", "IN_R2/A3", "IN_R2/A4", "IN_R2/A5"],
        ["OUT_R1/A3", "OUT_R1/A4", "OUT_R1/A5", "OUT_R1/A6", "OUT_R1/A7", "OUT_R1/A8", "OUT_R1/A9", "OUT_R1/A10", "OUT_R1/A11"],
        ["OUT_R2/A3", "OUT_R2/A4", "OUT_R2/A5", "OUT_R2/A6", "OUT_R2/A7", "OUT_R2/B1", "OUT_R2/B3"],
    ];

    private readonly string _directory = Directory.CreateTempSubdirectory("rpchttp").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public async Task The_traces_of_client_two_nodes_and_server_are_one_timeline_in_one_order()
    {
        string cookie = await RunAsync();

        TraceReading reading = TraceReader.Read([_directory], null);
        Assert.Empty(reading.Faults);
        TraceTimeline timeline = Assert.Single(TraceTimeline.Merge(reading.Events));
        Assert.Equal(cookie, timeline.Cookie);
        Assert.Equal(
            ["client client", "inbound-proxy a", "inbound-proxy b", "outbound-proxy a", "outbound-proxy b", "server backend"],
            timeline.Events.Select(told => $"{told.Role} {told.Node}").Distinct().Order(StringComparer.Ordinal));

        // Every hop of every PDU of the sequences was told by its sender and by its receiver, and is one message.
        string[] named = [.. s_sequences.SelectMany(pdus => pdus)];
        Assert.Empty(timeline.Messages.Where(message => named.Contains(message.Pdu) && (message.Sent is null || message.Received is null)).Select(message => message.Pdu));

        string[] order = [.. timeline.Messages.OrderBy(message => Place(timeline, message)).Select(message => message.Pdu)];
        foreach (string[] sequence in s_sequences)
        {
            int at = -1;
            foreach (string pdu in sequence)
            {
                Assert.True((at = Array.IndexOf(order, pdu, at + 1)) >= 0, $"{pdu} isn't where {string.Join(", ", sequence)} has it");
            }
        }
    }

    [Fact]
    public async Task The_ladder_of_such_a_connection_has_a_lifeline_for_each_role_of_each_node()
    {
        await RunAsync();
        StringWriter output = new(), error = new();
        Assert.Equal(0, await ToolRoot.RunAsync(["trace", _directory], output, error));

        string ladder = output.ToString();
        if (Environment.GetEnvironmentVariable("RPCHTTP_SHOW") is { } path)
        {
            File.WriteAllText(path, ladder);
        }

        Assert.Equal((2, 2), (Count(Head(ladder), "Outbound Proxy"), Count(Head(ladder), "Inbound Proxy")));
        Assert.DoesNotContain("no trace", ladder, StringComparison.Ordinal);
        Assert.All(s_sequences.SelectMany(pdus => pdus), pdu => Assert.Contains($"─ {pdu} ─", ladder, StringComparison.Ordinal));
        Assert.All(s_sequences.SelectMany(pdus => pdus), pdu => Assert.DoesNotContain($"╌ {pdu} ╌", ladder, StringComparison.Ordinal)); // of which one end is missing
    }

    private async Task<string> RunAsync()
    {
        await using TwoNodes nodes = await TwoNodes.StartAsync(_directory);
        string cookie;
        await using (FileTraceSink sink = new(_directory, TraceRoles.Client, "client", TimeProvider.System))
        {
            await using RpcHttpConnection connection = await nodes.OpenAsync("AABB", sink);
            cookie = connection.Cookie.ToString();
            RpcCallChannel channel = new(connection.Transport);
            await channel.BindAsync(EchoInterface.Syntax);
            byte[] piece = new byte[PieceLength];
            await new RpcEchoClient(channel).EchoStreamAsync(Enumerable.Repeat((ReadOnlyMemory<byte>)piece, Pieces), _ => { }).WaitAsync(TwoNodes.Patience);
            Assert.All(connection.Recycled, count => Assert.True(count.Value > 0, $"{count.Key} hasn't happened"));
        }

        await nodes.EmptyAsync();
        return cookie;
    }

    private static int Place(TraceTimeline timeline, TraceMessage message)
    {
        for (int i = 0; i < timeline.Events.Count; i++)
        {
            if (ReferenceEquals(timeline.Events[i], message.Shown))
            {
                return i;
            }
        }

        return -1;
    }

    private static string Head(string ladder) => ladder[..ladder.IndexOf("─┬─", StringComparison.Ordinal)];

    private static int Count(string text, string word) => text.Split(word).Length - 1;
}
