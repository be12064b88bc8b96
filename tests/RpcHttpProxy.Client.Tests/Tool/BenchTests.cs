using System.Net;
using System.Text.Json;
using RpcHttpProxy.Protocol;
using RpcHttpProxy.Tool;
using RpcHttpProxy.Tool.Bench;
using RpcHttpProxy.Tool.CommandLine;

namespace RpcHttpProxy.Client.Tests.Tool;

public class BenchTests
{
    private static readonly RtsCookie s_cookie = RtsCookie.Read("0123456789abcdef"u8);

    [Fact]
    public void An_acknowledgment_rendered_again_is_the_one_that_the_codec_writes()
    {
        LoadAcknowledgment rendered = new(s_cookie);

        foreach (uint received in (uint[])[1, 131_072, uint.MaxValue])
        {
            FlowControlAcknowledgment acknowledgment = new(received, 65_536 - (received & 1), s_cookie);
            byte[] encoded = RtsPdus.FlowControlAckWithDestination(ForwardDestination.FDOutProxy, acknowledgment).ToArray();

            Assert.Equal(encoded, rendered.Render(acknowledgment).ToArray());
        }
    }

    [Fact]
    public void Both_shapes_of_an_acknowledgment_are_read()
    {
        FlowControlAcknowledgment sent = new(4711, 65_536, s_cookie);

        foreach (RtsPdu pdu in (RtsPdu[])[RtsPdus.FlowControlAck(sent), RtsPdus.FlowControlAckWithDestination(ForwardDestination.FDClient, sent)])
        {
            Assert.True(LoadAcknowledgment.TryRead(pdu.ToArray(), out FlowControlAcknowledgment read));
            Assert.Equal(sent, read);
        }
    }

    [Fact]
    public void Another_RTS_PDU_is_no_acknowledgment()
    {
        foreach (RtsPdu pdu in (RtsPdu[])[RtsPdus.Ping(), RtsPdus.CONN_C2(65_536, 120_000), RtsPdus.CONN_A1(s_cookie, s_cookie, 65_536)])
        {
            Assert.False(LoadAcknowledgment.TryRead(pdu.ToArray(), out _), pdu.ToString());
        }
    }

    [Theory]
    [InlineData(1)] // blocks
    [InlineData(2)]
    public async Task Every_work_takes_a_turn_for_each_line_of_input(int connections)
    {
        using CancellationTokenSource stop = new();
        Task<PlainTarget> target = ServeAsync(stop.Token);
        (IWork Work, string Figure)[] all =
        [
            (new StreamWork(EchoLoadKind.Source, connections, 8 << 20), "stream"),
            (new StreamWork(EchoLoadKind.Sink, connections, 1 << 20), "stream"),
            (new StreamWork(EchoLoadKind.Echo, connections, 1 << 20), "stream"),
            (new CallWork(256, connections, 20), "calls"),
            (new OpenWork(20, connections), "set-ups"),
        ];

        foreach ((IWork work, string figure) in all)
        {
            StringWriter output = new();

            await TurnByTurn.RunAsync(
                work, new Dictionary<string, ILoadTarget> { ["one"] = await target, ["other"] = await target }, new StringReader("one\nother\none\n"), output, default);

            string[] turns = output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
            Assert.Equal(3, turns.Length);
            Assert.All(turns, turn => Assert.True(JsonSerializer.Deserialize<Dictionary<string, double>>(turn)![figure] > 0, turn));
            Assert.All(turns, turn => Assert.Contains("load's own time", JsonSerializer.Deserialize<Dictionary<string, double>>(turn)!.Keys));
        }

        await stop.CancelAsync();
    }

    [Fact]
    public async Task A_turn_on_a_target_that_was_not_named_is_wrong_usage()
    {
        UsageException wrong = await Assert.ThrowsAsync<UsageException>(() => TurnByTurn.RunAsync(
            new OpenWork(1, 1), new Dictionary<string, ILoadTarget> { ["ours"] = new PlainTarget(new IPEndPoint(IPAddress.Loopback, 1)) },
            new StringReader("theirs\n"), TextWriter.Null, default));

        Assert.Equal("\"theirs\" is none of the targets ours", wrong.Message);
    }

    [Theory]
    [InlineData("ours", "\"ours\" is no NAME=tcp://ADDR:PORT|NAME=INBOUND,OUTBOUND,HOST:PORT")]
    [InlineData("ours=http://127.0.0.1:1,127.0.0.1:2", "is no NAME=")]
    [InlineData("ours=127.0.0.1:1", "is no tcp://ADDR:PORT")]
    [InlineData("ours=ftp://127.0.0.1:1,http://127.0.0.1:1,127.0.0.1:2", "is no http://ADDR:PORT")]
    public async Task A_target_that_names_nothing_is_exit_code_2(string target, string message)
    {
        StringWriter error = new();

        int code = await ToolRoot.RunAsync(["bench", "open", "--turns", "--target", target], TextWriter.Null, error);

        Assert.Equal(2, code);
        Assert.Contains(message, error.ToString(), StringComparison.Ordinal);
    }

    /// <summary>The plain end of the load, listening.</summary>
    private static Task<PlainTarget> ServeAsync(CancellationToken stop)
    {
        TaskCompletionSource<PlainTarget> listening = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _ = new PlainServer(new IPEndPoint(IPAddress.Loopback, 0)).RunAsync(at => listening.SetResult(new PlainTarget((IPEndPoint)at)), stop);
        return listening.Task;
    }
}
