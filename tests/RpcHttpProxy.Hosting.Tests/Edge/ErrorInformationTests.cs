using System.Buffers;
using System.Collections.Immutable;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using RpcHttpProxy.Core;
using RpcHttpProxy.Hosting.Tests.Wire;
using RpcHttpProxy.Protocol;
using RpcHttpProxy.TestKit;
using RpcHttpProxy.Transport.Channels;

namespace RpcHttpProxy.Hosting.Tests.Edge;

/// <summary>What a refused client is told besides the RPC error (2.1.2.1.3, 3.2.3.5.11).</summary>
public class ErrorInformationTests
{
    private const string OurNode = "gateway-7";

    // [rpch 2.1.2.1.3/5-8, 2.1.2.1.3/11-14, 3.2.3.5.11/3-4]
    [Fact]
    public async Task Reason_phrase_and_body_tell_the_same_and_by_default_nothing_of_this_machine()
    {
        await using RunningProxy proxy = await RunningProxy.StartAsync(settings => settings.Trace.Node = OurNode);
        DateTimeOffset before = DateTimeOffset.UtcNow;

        ExtendedErrorInfo record = await RefusedAsync(proxy, "RPC_IN_DATA", "bad:593");

        Assert.InRange(record.Time!.Value, before.AddSeconds(-1), DateTimeOffset.UtcNow);
        Assert.Equal(
            new ExtendedErrorInfo
            {
                ComputerName = "inbound proxy",
                TimeStamp = record.TimeStamp,
                GeneratingComponent = GeneratingComponents.Ours,
                Status = Win32RpcError.ERROR_ACCESS_DENIED,
                DetectionLocation = (ushort)CloseReason.TargetDenied,
                Params = [new ExtendedErrorParam.AnsiString("TargetDenied"), new ExtendedErrorParam.AnsiString("bad:593")],
            },
            record);
    }

    [Fact]
    public async Task A_node_that_may_be_known_tells_its_name_and_process()
    {
        await using RunningProxy proxy = await RunningProxy.StartAsync(settings =>
        {
            settings.Trace.Node = OurNode;
            settings.Proxy.ErrorInformation = ErrorInformationLevel.Node;
        });

        ExtendedErrorInfo record = await RefusedAsync(proxy, "RPC_OUT_DATA", "bad:593");

        Assert.Equal((OurNode + " (outbound proxy)", (uint)Environment.ProcessId), (record.ComputerName, record.ProcessID));
    }

    [Fact]
    public async Task Nothing_more_is_told_where_nothing_more_is_to_be_told()
    {
        await using RunningProxy proxy = await RunningProxy.StartAsync(settings => settings.Proxy.ErrorInformation = ErrorInformationLevel.None);

        Assert.Equal(
            "HTTP/1.0 503 RPC Error: 5\r\nContent-Length: 0\r\nConnection: close\r\n\r\n", await AnswerAsync(proxy, "RPC_IN_DATA", "bad:593"));
    }

    [Fact]
    public async Task A_server_that_can_not_be_reached_is_the_well_known_error_of_MS_EERR()
    {
        using var deaf = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        deaf.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        string server = deaf.LocalEndPoint!.ToString()!;
        await using RunningProxy proxy = await RunningProxy.StartAsync(settings => settings.Proxy.AllowedTargets.Add(server));

        ExtendedErrorInfo record = await RefusedAsync(proxy, "RPC_IN_DATA", server, Vectors.Load("CONN_B1"));

        Assert.Equal((0x0Eu, (ushort)0x5A0), (record.GeneratingComponent, record.DetectionLocation));
        Assert.Equal(Win32RpcError.RPC_S_SERVER_UNAVAILABLE, record.Status);
        Assert.Equal(["\"ServerUnreachable\"", $"\"{server}\""], record.Params.Select(parameter => parameter.ToString()));
    }

    /// <summary>impacket makes the RPC error of the status line; what stands behind it there must not keep it from that.</summary>
    [PeerFact("impacket")]
    public async Task Impacket_takes_the_error_out_of_a_status_line_with_extended_error_information()
    {
        await using RunningProxy proxy = await RunningProxy.StartAsync();
        string script = Path.Combine(RepositoryRoot.Path, "tests", "interop", "rpc_client.py");
        using Process impacket = Process.Start(new ProcessStartInfo(
            Peers.Python, [script, $"http://{proxy.EndPoint}", "127.0.0.1:1", "mgmt", "1", "0", "basic", "LAB\\alice", "any"])
        {
            RedirectStandardError = true,
        })!;

        string said = await impacket.StandardError.ReadToEndAsync().WaitAsync(TimeSpan.FromSeconds(30));

        await impacket.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(10));
        Assert.NotEqual(0, impacket.ExitCode);
        Assert.Contains("code: 0x5 - ERROR_ACCESS_DENIED", said, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(ErrorInformationLevel.Reason)]
    [InlineData(ErrorInformationLevel.Node)]
    public void However_long_the_names_are_the_status_line_holds_both_and_1024_bytes_hold_it(ErrorInformationLevel level)
    {
        var target = new RpcRequestTarget(new string('t', 1_023), 65_535);
        foreach (CloseReason reason in Enum.GetValues<CloseReason>())
        {
            string response = new ErrorInformation(level, new string('n', 10_000), TimeProvider.System).Response(RoleName.OutboundProxy, reason, target);

            string statusLine = response[..(response.IndexOf('\n', StringComparison.Ordinal) + 1)];
            Assert.InRange(statusLine.Length, 1, RpcErrorText.MaxStatusLineLength);
            Assert.Contains(", EEInfo: ", statusLine, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void The_reasons_keep_the_numbers_that_other_versions_know_them_by()
    {
        Assert.Equal((0, 17, 27), ((int)CloseReason.ClosedByClient, (int)CloseReason.TargetDenied, (int)CloseReason.TooManyConnections));
        Assert.Equal(Enumerable.Range(0, Enum.GetValues<CloseReason>().Length), Enum.GetValues<CloseReason>().Select(reason => (int)reason));
    }

    /// <summary>The one record of the answer, which is the same in both places.</summary>
    private static async Task<ExtendedErrorInfo> RefusedAsync(RunningProxy proxy, string method, string server, byte[]? body = null)
    {
        string[] parts = (await AnswerAsync(proxy, method, server, body)).Split("\r\n\r\n", 2);
        string[] head = parts[0].Split("\r\n");
        Assert.StartsWith("HTTP/1.0 503 RPC Error: ", head[0], StringComparison.Ordinal);
        Assert.Contains(string.Create(CultureInfo.InvariantCulture, $"Content-Length: {parts[1].Length}"), head);
        Assert.EndsWith("\r\n", parts[1], StringComparison.Ordinal);

        Assert.True(RpcErrorText.TryParse(head[0]["HTTP/1.0 503 ".Length..], out uint error, out ReadOnlySpan<char> encoded));
        Assert.Equal(ExtendedErrorFault.None, EncodedEEInfo.Decode(encoded, out ImmutableArray<ExtendedErrorInfo> fromPhrase));
        Assert.Equal(
            ExtendedErrorFault.None,
            EncodedEEInfo.DecodeBody(new ReadOnlySequence<byte>(Encoding.ASCII.GetBytes(parts[1])), out ImmutableArray<ExtendedErrorInfo> fromBody));
        Assert.Equal(fromPhrase.AsEnumerable(), fromBody);
        Assert.Equal(error, Assert.Single(fromPhrase).Status);
        return fromPhrase[0];
    }

    private static async Task<string> AnswerAsync(RunningProxy proxy, string method, string server, byte[]? body = null)
    {
        using RawClient client = await RawClient.ConnectAsync(proxy.EndPoint);
        await client.SendAsync($"{method} /rpc/rpcproxy.dll?{server} HTTP/1.1\r\nHost: p\r\nContent-Length: 1073741824\r\n\r\n");
        await client.SendAsync(body ?? []);
        return Encoding.ASCII.GetString(await client.ReadToEndAsync());
    }
}
