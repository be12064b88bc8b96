using System.CommandLine;
using System.Diagnostics;
using RpcHttpProxy.Client;
using RpcHttpProxy.Services;
using RpcHttpProxy.Tool.Call;
using RpcHttpProxy.Tool.CommandLine;
using RpcHttpProxy.Tool.Determine;
using RpcHttpProxy.Tool.Trace;
using RpcHttpProxy.Tracing;

namespace RpcHttpProxy.Tool.Demo;

/// <summary><c>rpchttp demo</c>: every role in one process, and the timeline of one connection through them.</summary>
internal sealed class DemoCommand : ToolCommand
{
    private const uint Addend = 41;
    private const int EchoedBytes = 60_000;

    private readonly Option<bool> _ascii = new("--ascii") { Description = "Draw the ladder with ASCII characters only." };

    public DemoCommand()
        : base(
            "demo",
            "Runs client, both proxies and a server in one process, and draws what each of them traced of one connection.",
            new Example("rpchttp demo", "Everything on free loopback ports; over in a second or two."))
    {
        Options.Add(_ascii);
        About = """
            What it does one can do by hand: rpchttp backend, rpchttp proxy --role inbound, rpchttp proxy --role outbound,
            then determine, echo, open and call, and rpchttp trace over what they wrote.
            """;
    }

    protected override async Task<int> RunAsync(ParseResult arguments, CancellationToken cancellation)
    {
        TextWriter output = Output(arguments);
        long start = Stopwatch.GetTimestamp();
        MemoryTraceSink trace = new();
        await using DemoRoles roles = await DemoRoles.StartAsync(trace, cancellation);
        Head(output, "roles");
        output.WriteLine($"backend         {roles.Server}, service echo");
        output.WriteLine($"inbound proxy   {roles.InboundProxy.GetLeftPart(UriPartial.Authority)}");
        output.WriteLine($"outbound proxy  {roles.OutboundProxy.GetLeftPart(UriPartial.Authority)}");

        Head(output, "is an HTTP proxy needed?");
        DetermineCommand.Print(await ProxyUseDeterminer.DetermineAsync(roles.InboundProxy, httpProxy: null, cancellation: cancellation), output);

        Head(output, "echo");
        await EchoAsync(roles.InboundProxy, EchoMethod.In, output, cancellation);
        await EchoAsync(roles.OutboundProxy, EchoMethod.Out, output, cancellation);

        Head(output, "a virtual connection, and RPC calls over it");
        string cookie = await CallAsync(roles, trace, new Calls(output, Error(arguments)), output, cancellation);
        await roles.UntilIdleAsync(cancellation);

        Head(output, "timeline");
        Ladder.For(output, arguments.GetValue(_ascii)).Render(TraceTimeline.Merge(Acknowledgments.KeepFirst(trace.Snapshot()).Kept, cookie).Single(), output);
        output.WriteLine();
        output.WriteLine($"done in {Text.Of(Stopwatch.GetElapsedTime(start))}");
        return ExitCodes.Done;
    }

    private static async Task EchoAsync(Uri proxy, EchoMethod method, TextWriter output, CancellationToken cancellation)
    {
        using HttpMessageInvoker http = new(new SocketsHttpHandler { UseProxy = false });
        long start = Stopwatch.GetTimestamp();
        ReadOnlyMemory<byte> echo = await RpcEcho.SendAsync(proxy, method, http, cancellation);
        string role = method == EchoMethod.In ? "inbound" : "outbound";
        output.WriteLine($"{role + " proxy",-14}  {Text.Bytes(echo.Length)}, {Text.Of(Stopwatch.GetElapsedTime(start))}");
    }

    private static async Task<string> CallAsync(
        DemoRoles roles, ITraceSink trace, Calls calls, TextWriter output, CancellationToken cancellation)
    {
        long start = Stopwatch.GetTimestamp();
        await using RpcHttpConnection connection = await RpcHttpConnection.OpenAsync(
            new RpcHttpConnectionOptions
            {
                InboundProxy = roles.InboundProxy,
                OutboundProxy = roles.OutboundProxy,
                Server = roles.Server,
                Trace = trace,
                Node = "client",
            },
            cancellation);
        output.WriteLine($"open  {Text.Of(Stopwatch.GetElapsedTime(start)),10}  {connection.Cookie}");

        await using RpcCallChannel channel = new(connection.Transport);
        await calls.AddOneAsync(channel, Addend, cancellation);
        await calls.EchoDataAsync(channel, EchoedBytes, cancellation);
        return connection.Cookie.ToString();
    }

    private static void Head(TextWriter output, string title)
    {
        output.WriteLine();
        output.WriteLine($"── {title} ──");
    }
}
