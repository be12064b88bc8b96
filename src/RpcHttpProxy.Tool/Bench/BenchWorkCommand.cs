using System.CommandLine;
using System.Net;
using System.Net.Sockets;
using RpcHttpProxy.Client;
using RpcHttpProxy.Tool.CommandLine;

namespace RpcHttpProxy.Tool.Bench;

/// <summary>What all loads have in common: where they go, with what they are compared, how often, and how it is told.</summary>
internal abstract class BenchWorkCommand : ToolCommand
{
    private readonly UrlOption _inbound = UrlOption.OfRpcProxy("--inbound", "The inbound proxy, http://ADDR:PORT.");
    private readonly UrlOption _outbound = UrlOption.OfRpcProxy("--outbound", "The outbound proxy; the inbound one when left out.");

    private readonly Option<string?> _server = new("--server")
    {
        Description = "The RPC server behind the proxies: `rpchttp backend --service echo`, or one whose service is `rpchttp bench serve`.",
        HelpName = "HOST:PORT",
    };

    private readonly Option<uint?> _window = new("--receive-window", "--window")
    {
        Description = "ReceiveWindowSize of the OUT channels, 8k to 256k; 64k when left out.",
        HelpName = "BYTES",
        CustomParser = ByteCount.ParseUInt32,
    };

    private readonly Option<string?> _peer = new("--against")
    {
        Description = "Put the same PDUs in turns over pairs of plain TCP connections to `rpchttp bench serve`, or to a TCP relay before it.",
        HelpName = "tcp://ADDR:PORT",
    };

    private readonly Option<string[]> _targets = new("--target")
    {
        Description = "Where a turn may go: NAME=tcp://ADDR:PORT, or NAME=INBOUND,OUTBOUND,HOST:PORT; may be given several times. Needs --turns.",
        HelpName = "NAME=WHERE",
    };

    private readonly Option<bool> _turns = new("--turns")
    {
        Description = "A turn for each line of standard input, which names a --target; its figures are a line of JSON.",
    };

    private readonly Option<int> _rounds = new("--rounds") { Description = "How often.", HelpName = "N", DefaultValueFactory = _ => 5 };
    private readonly Option<int> _warmUp = new("--warm-up") { Description = "Rounds before, that don't count.", HelpName = "N", DefaultValueFactory = _ => 1 };
    private readonly Option<string> _format = Choice.Option("--format", $"Output format: {string.Join(", ", BenchReport.Formats)}.", BenchReport.Formats);

    protected BenchWorkCommand(string name, string description, params IReadOnlyList<Example> examples)
        : base(name, description, examples)
    {
        foreach (Option option in new Option[] { _inbound, _outbound, _server, _window, _peer, _targets, _turns, _rounds, _warmUp, _format })
        {
            Options.Add(option);
        }
    }

    /// <summary>The load that the other options describe.</summary>
    protected abstract IWork Work(ParseResult arguments);

    protected override async Task<int> RunAsync(ParseResult arguments, CancellationToken cancellation)
    {
        if (arguments.GetValue(_turns))
        {
            var targets = (arguments.GetValue(_targets) ?? []).Select(text => Target(arguments, text)).ToDictionary();
            await TurnByTurn.RunAsync(Work(arguments), targets, Console.In, Output(arguments), cancellation);
            return ExitCodes.Done;
        }

        ILoadTarget? peer = arguments.GetValue(_peer) is { Length: > 0 } plain ? new PlainTarget(EndPoint(plain)) : null;
        ILoadTarget target = arguments.GetValue(_inbound) is { } inbound ? Proxied(arguments, inbound) : peer ?? throw new UsageException("--inbound or --against is needed");
        Task<IReadOnlyList<Series>> measuring = Comparison.RunAsync(
            Work(arguments), target, target == peer ? null : peer, Math.Max(1, arguments.GetValue(_rounds)), arguments.GetValue(_warmUp));
        try
        {
            BenchReport.Write(arguments.GetRequiredValue(_format), await measuring.WaitAsync(cancellation), Output(arguments));
            return ExitCodes.Done;
        }
        catch (SocketException e)
        {
            throw new FailureException($"the load couldn't be carried: {e.Message}");
        }
    }

    /// <summary><c>tcp://127.0.0.1:7000</c>: an address, so that no name is looked up while time is taken.</summary>
    internal static IPEndPoint EndPoint(string text) =>
        text.StartsWith("tcp://", StringComparison.Ordinal) && IPEndPoint.TryParse(text["tcp://".Length..], out IPEndPoint? address)
            ? address
            : throw new UsageException($"\"{text}\" is no tcp://ADDR:PORT");

    /// <summary>A target and its name, as <c>--target</c> has them.</summary>
    private KeyValuePair<string, ILoadTarget> Target(ParseResult arguments, string text)
    {
        string[] parts = text.Split('=', 2);
        return (parts.Length == 2 ? parts[1].Split(',') : []) switch
        {
            [var plain] => new(parts[0], new PlainTarget(EndPoint(plain))),
            [var inbound, var outbound, var server] => new(
                parts[0], new ProxiedTarget(ProxyUrl.Create(ProxyUri(inbound)), ProxyUrl.Create(ProxyUri(outbound)), server, Window(arguments))),
            _ => throw new UsageException($"\"{text}\" is no NAME=tcp://ADDR:PORT|NAME=INBOUND,OUTBOUND,HOST:PORT"),
        };
    }

    private static Uri ProxyUri(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out Uri? uri) && uri.Scheme == Uri.UriSchemeHttp ? uri : throw new UsageException($"\"{text}\" is no http://ADDR:PORT");

    private uint Window(ParseResult arguments) => arguments.GetValue(_window) ?? 65_536;

    private ProxiedTarget Proxied(ParseResult arguments, Uri inbound) => new(
        ProxyUrl.Create(inbound),
        ProxyUrl.Create(arguments.GetValue(_outbound) ?? inbound),
        arguments.GetValue(_server) ?? throw new UsageException("--server is needed"),
        Window(arguments));
}
