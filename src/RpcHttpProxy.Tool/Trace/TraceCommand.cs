using System.CommandLine;
using System.Globalization;
using RpcHttpProxy.Tool.CommandLine;
using RpcHttpProxy.Tracing;

namespace RpcHttpProxy.Tool.Trace;

/// <summary><c>rpchttp trace</c>: merges the traces of all roles into one timeline for each connection.</summary>
internal sealed class TraceCommand : ToolCommand
{
    private readonly Argument<string[]> _paths = new("DIR|FILE")
    {
        Description = "Trace files, or directories of them.",
        Arity = ArgumentArity.OneOrMore,
    };

    private readonly Option<string?> _cookie = new("--cookie")
    {
        Description = "Only virtual connections whose cookie begins so.",
        HelpName = "PREFIX",
    };

    private readonly Option<string> _format = Choice.Option(
        "--format", "ladder to hold beside the figure in 3.2.1.5.3.1, table to search, mermaid to publish, json to compute with.",
        "ladder", "table", "mermaid", "json");

    private readonly Option<bool> _ascii = new("--ascii") { Description = "Draw the ladder with ASCII characters only." };

    private readonly Option<bool> _acks = new("--acks")
    {
        Description = "Draw every FlowControlAck; ladder and mermaid show the first on each channel otherwise.",
    };

    public TraceCommand()
        : base(
            "trace",
            "Draws the timeline of each virtual connection, merged from the traces of all roles.",
            new Example("rpchttp trace traces/", "Every connection in that directory, as ladders."),
            new Example("rpchttp trace in.jsonl out.jsonl server.jsonl --cookie 3f2a --format mermaid", "One connection, as a sequence diagram."))
    {
        Arguments.Add(_paths);
        Options.Add(_cookie);
        Options.Add(_format);
        Options.Add(_ascii);
        Options.Add(_acks);
        About = "Client, proxies and server write their side with --trace DIR; clocks that differ are set right by what was sent before it came.";
    }

    protected override Task<int> RunAsync(ParseResult arguments, CancellationToken cancellation)
    {
        string[] paths = arguments.GetRequiredValue(_paths);
        if (paths.FirstOrDefault(path => !File.Exists(path) && !Directory.Exists(path)) is { } missing)
        {
            throw new UsageException($"there is no file or directory {missing}");
        }

        TraceReading reading = TraceReader.Read(paths, arguments.GetValue(_cookie));
        TellFaults(reading, Error(arguments));

        bool isPicture = arguments.GetValue(_format) is "ladder" or "mermaid";
        (IReadOnlyList<TraceEvent> events, int leftOut) =
            isPicture && !arguments.GetValue(_acks) ? Acknowledgments.KeepFirst(reading.Events) : (reading.Events, 0);
        IReadOnlyList<TraceTimeline> timelines = TraceTimeline.Merge(events);
        if (timelines.Count == 0)
        {
            throw new FailureException(arguments.GetValue(_cookie) is { } cookie
                ? $"no virtual connection there has a cookie that begins with {cookie}"
                : "no trace of a virtual connection is there");
        }

        ITraceRenderer renderer = RendererOf(arguments);
        TextWriter output = Output(arguments);
        for (int i = 0; i < timelines.Count; i++)
        {
            if (i > 0)
            {
                output.WriteLine();
            }

            cancellation.ThrowIfCancellationRequested();
            renderer.Render(timelines[i], output);
        }

        if (leftOut > 0)
        {
            Error(arguments).WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"rpchttp: {leftOut:N0} events of FlowControlAcks were left out; --acks shows them"));
        }

        return Task.FromResult(ExitCodes.Done);
    }

    private ITraceRenderer RendererOf(ParseResult arguments) => arguments.GetValue(_format) switch
    {
        "table" => new TableRenderer(),
        "mermaid" => new MermaidRenderer(),
        "json" => new JsonRenderer(),
        _ => Ladder.For(Output(arguments), arguments.GetValue(_ascii)),
    };

    private static void TellFaults(TraceReading reading, TextWriter error)
    {
        foreach (string fault in reading.Faults)
        {
            error.WriteLine($"rpchttp: {fault}");
        }

        if (reading.UnreadableLines > 0)
        {
            error.WriteLine($"rpchttp: {reading.UnreadableLines} unreadable lines were left out");
        }
    }
}
