using RpcHttpProxy.Tool;
using RpcHttpProxy.Tracing;

namespace RpcHttpProxy.Client.Tests.Tool;

public sealed class TraceCommandTests : IAsyncLifetime
{
    private const string Cookie = "3f2a0000-0000-0000-0000-000000000000";
    private const string OtherCookie = "bbbb0000-0000-0000-0000-000000000000";

    private readonly string _directory = Directory.CreateTempSubdirectory("rpchttp").FullName;

    public async Task InitializeAsync()
    {
        await using FileTraceSink sink = new(_directory, TraceRoles.Client, "node", TimeProvider.System);
        foreach (string cookie in new[] { Cookie, OtherCookie })
        {
            foreach (string pdu in new[] { "CONN/A1", "FlowControlAck", "FlowControlAck", "FlowControlAck" })
            {
                sink.Write(Event(cookie, pdu));
            }
        }
    }

    public Task DisposeAsync()
    {
        Directory.Delete(_directory, recursive: true);
        return Task.CompletedTask;
    }

    [Theory]
    [InlineData("ladder", "Outbound Proxy")]
    [InlineData("table", "CONN/A1 → outbound-proxy")]
    [InlineData("mermaid", "sequenceDiagram")]
    [InlineData("json", "\"CONN/A1\"")]
    public async Task Each_format_tells_the_chosen_connection_only(string format, string expected)
    {
        (int code, string output, _) = await RunAsync("trace", _directory, "--cookie", "3F2A", "--format", format);

        Assert.Equal(0, code);
        Assert.Contains(expected, output, StringComparison.Ordinal);
        Assert.Contains(Cookie, output, StringComparison.Ordinal);
        Assert.DoesNotContain(OtherCookie, output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Every_connection_is_told_when_none_is_chosen()
    {
        (int code, string output, _) = await RunAsync("trace", _directory);

        Assert.Equal(0, code);
        Assert.Contains(Cookie, output, StringComparison.Ordinal);
        Assert.Contains(OtherCookie, output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pictures_leave_repeated_acknowledgments_out_and_say_so()
    {
        (_, string folded, string said) = await RunAsync("trace", _directory, "--cookie", "3f2a");
        (_, string whole, string nothing) = await RunAsync("trace", _directory, "--cookie", "3f2a", "--acks");

        Assert.Equal((1, 3), (Count(folded, "FlowControlAck"), Count(whole, "FlowControlAck")));
        Assert.Contains("2 events of FlowControlAcks were left out", said, StringComparison.Ordinal);
        Assert.Empty(nothing);
    }

    [Fact]
    public async Task A_cookie_that_nothing_begins_with_is_exit_code_1()
    {
        (int code, string output, string error) = await RunAsync("trace", _directory, "--cookie", "ffff");

        Assert.Equal((1, ""), (code, output));
        Assert.Contains("begins with ffff", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pictures_that_are_missing_are_exit_code_1_and_named()
    {
        (int code, _, string error) = await RunAsync("diagrams", "--check", _directory);

        Assert.Equal(1, code);
        Assert.Contains("InboundProxy.dot is missing", error, StringComparison.Ordinal);
    }

    private static int Count(string text, string word) => text.Split(word).Length - 1;

    private static TraceEvent Event(string cookie, string pdu) => new()
    {
        Time = DateTimeOffset.UtcNow,
        Role = TraceRoles.Client,
        Node = "node",
        Cookie = cookie,
        Kind = TraceEventKind.Sent,
        Channel = "ClientOut 3f2a",
        Peer = TraceRoles.OutboundProxy,
        Pdu = pdu,
        Length = 76,
    };

    private static async Task<(int Code, string Output, string Error)> RunAsync(params string[] arguments)
    {
        StringWriter output = new();
        StringWriter error = new();
        return (await ToolRoot.RunAsync(arguments, output, error), output.ToString(), error.ToString());
    }
}
